import { z } from "zod";
import { resourceAlreadyExists } from "../../local-errors";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { summarize } from "../resources/describe-resource";

/**
 * Makes an authorizer the account's default in this Region. Assumptions: it replaces another one silently (see
 * `Assumptions.setDefaultConflict`), and it may be INACTIVE.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_SetDefaultAuthorizer.html
 */
export const setDefaultAuthorizer = defineOperation({
  name: "SetDefaultAuthorizer",
  method: "POST",
  path: "/default-authorizer",
  input: z.object({ authorizerName: fields.authorizerName }),
  run({ authorizerName }, { region, assumptions }) {
    const authorizer = region.authorizer(authorizerName);
    const present = region.defaultAuthorizerName;
    if (assumptions.setDefaultConflict && present !== undefined && present !== authorizerName) {
      throw resourceAlreadyExists(`Authorizer ${present} is the default authorizer already`);
    }
    region.defaultAuthorizerName = authorizerName;
    return summarize(authorizer);
  },
});
