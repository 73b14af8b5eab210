import { createHash } from "node:crypto";

/**
 * Tag whose value is the stack that an authorizer belongs to. Terraform writes it, and the program reads it, so that it
 * recognizes an authorizer that a rename is about to replace.
 */
export const OWNER_TAG = "iot-auth:owner";

/**
 * Tag in which the program keeps the names of the previous default authorizers, the latest first. They are kept in AWS
 * because Terraform cannot record the results of a local-exec step.
 */
export const PREVIOUS_DEFAULT_TAG = "iot-auth:previous-default";

/**
 * Tags that the program writes outside Terraform. The AWS provider has to ignore them, otherwise every plan shows
 * drift.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#ignore_tags-configuration-block
 * @example
 * new AwsProvider(stack, "aws", { region, ignoreTags: [{ keys: [...IGNORED_TAGS] }] });
 */
export const IGNORED_TAGS = [PREVIOUS_DEFAULT_TAG] as const;

/** The parts of an authorizer's ARN that the program compares. */
export interface AuthorizerArn {
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

const PATTERN = /^arn:aws[a-z-]*:iot:([a-z0-9-]+):(\d{12}):authorizer\/([\w=,@-]{1,128})$/;

/**
 * Splits an authorizer's ARN.
 * @returns undefined if the text is not the ARN of an authorizer.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html
 * @example parseAuthorizerArn("arn:aws:iot:eu-central-1:123456789012:authorizer/cloudprnt")?.account // "123456789012"
 */
export function parseAuthorizerArn(arn: string): AuthorizerArn | undefined {
  const [, region, account, name] = PATTERN.exec(arn) ?? [];
  return region && account && name ? { region, account, name } : undefined;
}

/** A stack's authorizer and the stack's unique id: a part of `DefaultAuthorizerInput`. */
interface Owned {
  readonly authorizerArn: string;
  readonly owner: string;
}

const SUFFIX = "-handover";
const LONGEST = 128;
const DIGEST_LENGTH = 8;

/**
 * Name of a stack's handover authorizer: the copy that is the default while the stack's own authorizer is replaced. It
 * is the owner's name with `-handover`. If that would be too long or have characters that AWS refuses, it is cut, with
 * a digest that distinguishes owners.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateAuthorizer.html
 * @example handoverName("cloudprnt") // "cloudprnt-handover"
 */
export function handoverName(owner: string): string {
  if (/^[\w=,@-]+$/.test(owner) && owner.length + SUFFIX.length <= LONGEST) return owner + SUFFIX;
  const room = LONGEST - SUFFIX.length - DIGEST_LENGTH - 1;
  return `${owner.replace(/[^\w=,@-]/g, "_").slice(0, room)}-${digest(owner)}${SUFFIX}`;
}

/** ARN of the handover authorizer, in the account and Region of the stack's own authorizer. */
export function handoverArn({ authorizerArn, owner }: Owned): string {
  return authorizerArn.slice(0, authorizerArn.indexOf("/") + 1) + handoverName(owner);
}

/**
 * Id of the handover authorizer's statement in its function's policy: one for each ARN, 100 characters at most.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export function handoverStatementId(input: Owned): string {
  const name = handoverName(input.owner).replace(/[^\w-]/g, "_");
  return `iot-${name.slice(0, 80)}-${digest(handoverArn(input))}`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, DIGEST_LENGTH);
}
