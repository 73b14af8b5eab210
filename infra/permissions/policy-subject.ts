import { authorizerName } from "../../config/names/stack-names";
import type { ResolvedStack } from "../../config/schema";
import { partitionOf } from "../../lambda/partitions";

/** The stack of a policy, with facts about it that are not in the configuration. */
export interface PolicySubject {
  readonly stack: ResolvedStack;
  /** 12 digits. */
  readonly accountId: string;
  /** Authorizer names that the stack had before a rename, or before signing was switched. */
  readonly formerAuthorizers: readonly string[];
  /** Parts that the configuration no longer has, but the stack in AWS still does. */
  readonly formerParts: readonly Part[];
  /** Earlier names of the users table. */
  readonly formerTables: readonly string[];
  /** Whether plans are made with `-lock=false`, so that they need no permission to lock the state. @default false */
  readonly withoutLock?: boolean;
}

/** Optional parts of a stack, by their names for `iot-auth iam-policy --also`. */
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

/** An ARN of a resource that belongs to the account and to no Region, such as a role or a dashboard. */
export function globalArnOf({ stack, accountId }: PolicySubject, service: string, resource: string): string {
  return `arn:${partitionOf(stack.settings.region)}:${service}::${accountId}:${resource}`;
}

/** ARN of the stack's Lambda function. */
export function functionArnOf(subject: PolicySubject): string {
  return arnOf(subject, "lambda", `function:${subject.stack.stackName}`);
}

/** ARNs of the stack's authorizer, with its present and its earlier names. */
export function authorizerArnsOf(subject: PolicySubject): string[] {
  const { stackName, settings } = subject.stack;
  const names = [authorizerName(stackName, settings.authorizer), ...subject.formerAuthorizers];
  return names.map((name) => arnOf(subject, "iot", `authorizer/${name}`));
}
