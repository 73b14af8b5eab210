import { authorizerName } from "../../config/names/stack-names";
import type { ResolvedStack } from "../../config/schema";
import { partitionOf } from "../../lambda/partitions";

/** The stack that a policy is made for, and what of it only AWS or a person knows. */
export interface PolicySubject {
  readonly stack: ResolvedStack;
  /** 12 digits. */
  readonly accountId: string;
  /** Authorizer names that the stack had before a rename, or before signing was switched. */
  readonly formerAuthorizers: readonly string[];
  /** Parts that the configuration no longer has, but the stack in AWS still does. */
  readonly formerParts: readonly Part[];
  /** Names that the users table had before. */
  readonly formerTables: readonly string[];
  /** Plans are made with `-lock=false`, and so cannot be in anybody's way. @default false */
  readonly withoutLock?: boolean;
}

/** Parts that a stack may have or not, by the names of `iot-auth iam-policy --also`. */
export const PARTS = ["certificates", "default-authorizer", "endpoint", "monitoring", "users-table"] as const;

/** One of {@link PARTS}. */
export type Part = (typeof PARTS)[number];

/**
 * An ARN in the account and Region of the stack.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 * @example arnOf(subject, "iot", "authorizer/cloudprnt") // "arn:aws:iot:us-east-1:123456789012:authorizer/cloudprnt"
 */
export function arnOf({ stack, accountId }: PolicySubject, service: string, resource: string): string {
  const { region } = stack.settings;
  return `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${resource}`;
}

/** The same for what belongs to an account and to no Region, such as roles and dashboards. */
export function globalArnOf({ stack, accountId }: PolicySubject, service: string, resource: string): string {
  return `arn:${partitionOf(stack.settings.region)}:${service}::${accountId}:${resource}`;
}

/** ARN of the stack's Lambda function. */
export function functionArnOf(subject: PolicySubject): string {
  return arnOf(subject, "lambda", `function:${subject.stack.stackName}`);
}

/** ARNs of the stack's authorizer, under its name of now and of before. */
export function authorizerArnsOf(subject: PolicySubject): string[] {
  const { stackName, settings } = subject.stack;
  const names = [authorizerName(stackName, settings.authorizer), ...subject.formerAuthorizers];
  return names.map((name) => arnOf(subject, "iot", `authorizer/${name}`));
}
