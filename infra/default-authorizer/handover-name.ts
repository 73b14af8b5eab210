import { createHash } from "node:crypto";
import type { DefaultAuthorizerInput } from "./input";

const SUFFIX = "-handover";
const LONGEST = 128;
const DIGEST_LENGTH = 8;

/**
 * Name of a stack's handover authorizer: the copy that is the default while the stack's own authorizer is replaced. The owner's name
 * with `-handover`; where that would be too long or hold characters AWS refuses, cut, with a digest that keeps owners apart.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateAuthorizer.html
 * @example handoverName("cloudprnt") // "cloudprnt-handover"
 */
export function handoverName(owner: string): string {
  if (/^[\w=,@-]+$/.test(owner) && owner.length + SUFFIX.length <= LONGEST) return owner + SUFFIX;
  const room = LONGEST - SUFFIX.length - DIGEST_LENGTH - 1;
  return `${owner.replace(/[^\w=,@-]/g, "_").slice(0, room)}-${digest(owner)}${SUFFIX}`;
}

/** ARN of the handover authorizer, which lies where the stack's own does. */
export function handoverArn({ authorizerArn, owner }: DefaultAuthorizerInput): string {
  return authorizerArn.slice(0, authorizerArn.indexOf("/") + 1) + handoverName(owner);
}

/**
 * Id of the handover authorizer's statement in its function's policy: one for each ARN, 100 characters at most.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export function handoverStatementId(input: DefaultAuthorizerInput): string {
  const name = handoverName(input.owner).replace(/[^\w-]/g, "_");
  return `iot-${name.slice(0, 80)}-${digest(handoverArn(input))}`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, DIGEST_LENGTH);
}
