import { z } from "zod";
import { deleteConflict } from "../../local-errors";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";

/**
 * Deletes an authorizer and its tags. Assumption: `DeleteConflictException` for an authorizer that is ACTIVE, or the
 * default (see `Assumptions.deleteActiveConflict` and `deleteDefaultConflict`), or the default of a domain
 * configuration.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteAuthorizer.html
 */
export const deleteAuthorizer = defineOperation({
  name: "DeleteAuthorizer",
  method: "DELETE",
  path: "/authorizer/{authorizerName}",
  input: z.object({ authorizerName: fields.authorizerName }),
  run({ authorizerName }, { region, assumptions }) {
    const { status } = region.authorizer(authorizerName);
    const isDefault = region.defaultAuthorizerName === authorizerName;
    if (assumptions.deleteActiveConflict && status === "ACTIVE") {
      throw deleteConflict(`Authorizer ${authorizerName} is ACTIVE; set its status to INACTIVE first`);
    }
    if (assumptions.deleteDefaultConflict && isDefault) {
      throw deleteConflict(`Authorizer ${authorizerName} is the default authorizer; clear the default first`);
    }
    const user = [...region.domainConfigurations.values()].find(
      ({ authorizerConfig }) => authorizerConfig?.defaultAuthorizerName === authorizerName,
    );
    if (user !== undefined) {
      throw deleteConflict(`Authorizer ${authorizerName} is attached to domain configuration ${user.name}`);
    }
    if (isDefault) {
      region.defaultAuthorizerName = undefined;
    }
    region.authorizers.delete(authorizerName);
    return {};
  },
});
