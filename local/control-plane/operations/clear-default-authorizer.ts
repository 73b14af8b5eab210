import { z } from "zod";
import { resourceNotFound } from "../../local-errors";
import { defineOperation } from "../define-operation";

/**
 * Leaves the account without a default authorizer in this Region. Assumption: 404 if there is none, an error the API lists.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_ClearDefaultAuthorizer.html
 */
export const clearDefaultAuthorizer = defineOperation({
  name: "ClearDefaultAuthorizer",
  method: "DELETE",
  path: "/default-authorizer",
  input: z.object({}),
  run(_input, { region }) {
    if (region.defaultAuthorizerName === undefined) {
      throw resourceNotFound("No default authorizer is set");
    }
    region.defaultAuthorizerName = undefined;
    return {};
  },
});
