import { z } from "zod";
import { resourceAlreadyExists } from "../../local-errors";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { checkFunctionArn, checkRoomForOneMore, checkRoomForOneMoreActive } from "../resources/authorizer-limits";
import { summarize } from "../resources/control-plane-store";
import { checkSigning } from "../resources/public-keys";
import { withTags } from "../resources/tagging";

/**
 * Creates an authorizer. Assumption: it is INACTIVE if no status is given.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateAuthorizer.html
 */
export const createAuthorizer = defineOperation({
  name: "CreateAuthorizer",
  method: "POST",
  path: "/authorizer/{authorizerName}",
  input: z.object({
    authorizerName: fields.authorizerName,
    authorizerFunctionArn: fields.authorizerFunctionArn,
    tokenKeyName: fields.tokenKeyName.optional(),
    tokenSigningPublicKeys: fields.tokenSigningPublicKeys.optional(),
    status: fields.status.default("INACTIVE"),
    tags: fields.tags.default([]),
    signingDisabled: fields.flag.default(false),
    enableCachingForHttp: fields.flag.default(false),
  }),
  run({ authorizerName: name, authorizerFunctionArn: functionArn, tags, ...settings }, { region, clock }) {
    const { tokenKeyName, tokenSigningPublicKeys, ...rest } = settings;
    const signing = {
      ...(tokenKeyName !== undefined && { tokenKeyName }),
      ...(tokenSigningPublicKeys !== undefined && { tokenSigningPublicKeys }),
    };
    checkFunctionArn(functionArn);
    checkSigning({ ...signing, signingDisabled: rest.signingDisabled });
    if (region.authorizers.has(name)) {
      throw resourceAlreadyExists(`Authorizer ${name} already exists`);
    }
    checkRoomForOneMore(region);
    if (rest.status === "ACTIVE") {
      checkRoomForOneMoreActive(region, name);
    }
    const now = clock.now();
    const authorizer = {
      name,
      arn: region.authorizerArn(name),
      functionArn,
      ...rest,
      ...signing,
      tags: withTags(new Map(), tags),
      creationDate: now,
      lastModifiedDate: now,
    };
    region.authorizers.set(name, authorizer);
    return summarize(authorizer);
  },
});
