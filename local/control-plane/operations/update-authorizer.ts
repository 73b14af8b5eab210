import { z } from "zod";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { checkFunctionArn, checkRoomForOneMoreActive } from "../resources/authorizer-limits";
import { summarize } from "../resources/control-plane-store";
import { checkSigning } from "../resources/public-keys";

/**
 * Changes an authorizer. All keys are replaced together. Signing cannot be enabled or disabled after creation.
 * Assumption: the default authorizer may become INACTIVE.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateAuthorizer.html
 */
export const updateAuthorizer = defineOperation({
  name: "UpdateAuthorizer",
  method: "PUT",
  path: "/authorizer/{authorizerName}",
  input: z.object({
    authorizerName: fields.authorizerName,
    authorizerFunctionArn: fields.authorizerFunctionArn.optional(),
    tokenKeyName: fields.tokenKeyName.optional(),
    tokenSigningPublicKeys: fields.tokenSigningPublicKeys.optional(),
    status: fields.status.optional(),
    enableCachingForHttp: fields.flag.optional(),
  }),
  run({ authorizerName, authorizerFunctionArn: functionArn, ...changes }, { region, clock }) {
    const known = region.authorizer(authorizerName);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const changed = {
      ...known,
      ...given,
      ...(functionArn !== undefined && { functionArn }),
      lastModifiedDate: clock.now(),
    };
    checkFunctionArn(changed.functionArn);
    checkSigning(changed);
    if (changed.status === "ACTIVE") {
      checkRoomForOneMoreActive(region, authorizerName);
    }
    region.authorizers.set(authorizerName, changed);
    return summarize(changed);
  },
});
