import { z } from "zod";
import { invalidRequest } from "../../local-errors";
import { defineOperation } from "../define-operation";
import * as domainFields from "../fields/domain-fields";
import * as fields from "../fields/member-fields";
import { summarizeDomain } from "../resources/domain-configuration";

const MAX_PAGE = 250;

/**
 * Lists domain configurations, page by page, without AWS's own, such as `iot:Data-ATS`. The marker is the last name of
 * the previous page. Assumptions: in the order of names; 250 a page unless `pageSize` is given.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListDomainConfigurations.html
 */
export const listDomainConfigurations = defineOperation({
  name: "ListDomainConfigurations",
  method: "GET",
  path: "/domainConfigurations",
  input: z.object({
    pageSize: fields.queryNumber(1, MAX_PAGE).default(MAX_PAGE),
    marker: fields.marker.optional(),
    serviceType: domainFields.serviceType.default("DATA"),
  }),
  run({ pageSize, marker, serviceType }, { region }) {
    const after = marker === undefined ? "" : readMarker(marker);
    const all = serviceType === "DATA" ? [...region.domainConfigurations.values()] : [];
    const rest = all.filter(({ name }) => name > after).sort((a, b) => (a.name < b.name ? -1 : 1));
    const page = rest.slice(0, pageSize);
    const last = page.at(-1);
    return {
      domainConfigurations: page.map((one) => ({ ...summarizeDomain(one), serviceType: "DATA" })),
      ...(last !== undefined && page.length < rest.length && { nextMarker: Buffer.from(last.name).toString("base64") }),
    };
  },
});

function readMarker(marker: string): string {
  const name = Buffer.from(marker, "base64").toString();
  if (!domainFields.ownName.safeParse(name).success) {
    throw invalidRequest("marker must be one that ListDomainConfigurations answered");
  }
  return name;
}
