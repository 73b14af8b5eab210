import { type AwsAccount, arnPrefix } from "../../../local/policy/arns";
import type { RequestContext } from "../../../local/policy/context";
import { type AccessRequest, type Decision, evaluate } from "../../../local/policy/evaluate-access";
import type { CompiledPolicy } from "../../../local/policy/matching/compiled-policy";
import { MalformedPolicyError } from "../../../local/policy/parsing/malformed-policy";
import { parsePolicy } from "../../../local/policy/parsing/parse-policy";

export const ACCOUNT: AwsAccount = { partition: "aws", region: "us-east-1", accountId: "123456789012" };

/** Returns the ARN of a resource, such as `topic/a`, in the tests' account. */
export function arn(resource: string): string {
  return `${arnPrefix(ACCOUNT)}${resource}`;
}

/** Returns the text of a policy variable. */
export function variable(name: string): string {
  return `\${${name}}`;
}

/** Returns a policy document of the current version. */
export function documentOf(...statements: readonly object[]): object {
  return { Version: "2012-10-17", Statement: statements };
}

/** Returns the policy of one document. */
export function policyOf(...statements: readonly object[]): CompiledPolicy {
  return parsePolicy([documentOf(...statements)]);
}

export function allow(action: string | readonly string[], ...resources: readonly string[]): object {
  return { Effect: "Allow", Action: action, Resource: resources.map((resource) => arn(resource)) };
}

export function deny(action: string | readonly string[], ...resources: readonly string[]): object {
  return { ...allow(action, ...resources), Effect: "Deny" };
}

export function decide(
  policy: CompiledPolicy,
  action: AccessRequest["action"],
  resource: string,
  context: RequestContext = {},
): Decision {
  return evaluate(policy, { action, resource: arn(resource), context });
}

/** Parses documents that must be refused. @returns their problems */
export function problemsOf(...documents: readonly unknown[]): readonly string[] {
  try {
    parsePolicy(documents);
  } catch (error) {
    if (error instanceof MalformedPolicyError) return error.problems.map(({ path, message }) => `${path} ${message}`);
    throw error;
  }
  return [];
}
