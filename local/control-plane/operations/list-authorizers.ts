import { z } from "zod";
import { invalidRequest } from "../../local-errors";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { summarize } from "../resources/control-plane-store";

const MAX_PAGE = 250;

/**
 * Lists authorizers by name, page by page. The marker is the last name of the previous page. Assumptions: descending
 * unless `isAscendingOrder` is true; 250 a page unless `pageSize` is given.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListAuthorizers.html
 */
export const listAuthorizers = defineOperation({
  name: "ListAuthorizers",
  method: "GET",
  path: "/authorizers/",
  input: z.object({
    pageSize: fields.queryNumber(1, MAX_PAGE).default(MAX_PAGE),
    marker: fields.marker.optional(),
    isAscendingOrder: fields.queryFlag.default(false),
    status: fields.status.optional(),
  }),
  run({ pageSize, marker, isAscendingOrder, status }, { region }) {
    const direction = isAscendingOrder ? 1 : -1;
    const after = marker === undefined ? undefined : readMarker(marker);
    const rest = [...region.authorizers.values()]
      .filter((one) => status === undefined || one.status === status)
      .sort((a, b) => direction * compare(a.name, b.name))
      .filter((one) => after === undefined || direction * compare(one.name, after) > 0);
    const page = rest.slice(0, pageSize);
    const last = page.at(-1);
    return {
      authorizers: page.map(summarize),
      ...(last !== undefined && page.length < rest.length && { nextMarker: Buffer.from(last.name).toString("base64") }),
    };
  },
});

function readMarker(marker: string): string {
  const name = Buffer.from(marker, "base64").toString();
  if (!fields.authorizerName.safeParse(name).success) {
    throw invalidRequest("marker must be one that ListAuthorizers answered");
  }
  return name;
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
