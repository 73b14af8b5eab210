/** One statement of an IAM policy. */
export interface IamStatement {
  /** Purpose of the statement, in letters and digits. */
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * An IAM policy for an identity.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export interface IamPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly IamStatement[];
}

/** Permissions of a part of the stack: to read it, and to create, change and delete it. */
export interface PartPermissions {
  readonly read: readonly IamStatement[];
  readonly write: readonly IamStatement[];
}

/**
 * Longest managed policy, characters without white space.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const MANAGED_POLICY_CHARACTERS = 6144;

/** Maximum length of all inline policies of a role together, characters. */
export const ROLE_POLICY_CHARACTERS = 10_240;

/** A statement that allows actions on resources. Duplicate resources are removed. */
export function allow(
  Sid: string,
  Action: readonly string[],
  resources: readonly string[],
  Condition?: IamStatement["Condition"],
): IamStatement {
  return { Sid, Effect: "Allow", Action, Resource: [...new Set(resources)], ...(Condition ? { Condition } : {}) };
}

/**
 * A statement for actions without resource types: all resources of one Region.
 * @see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
 */
export function allowInRegion(Sid: string, Action: readonly string[], region: string): IamStatement {
  return allow(Sid, Action, ["*"], { StringEquals: { "aws:RequestedRegion": region } });
}

/** Length of a policy as IAM counts it for {@link MANAGED_POLICY_CHARACTERS}. */
export function policyCharacters(policy: IamPolicy): number {
  return JSON.stringify(policy).length;
}

/**
 * Divides a policy into as few managed policies as possible without changing the order of statements. A statement that
 * is too long by itself gets its own policy.
 */
export function dividePolicy({ Version, Statement }: IamPolicy): IamPolicy[] {
  const parts: IamStatement[][] = [[]];
  for (const statement of Statement) {
    const last = parts.at(-1) ?? [];
    const fits = policyCharacters({ Version, Statement: [...last, statement] }) <= MANAGED_POLICY_CHARACTERS;
    if (fits || last.length === 0) last.push(statement);
    else parts.push([statement]);
  }
  return parts.map((part) => ({ Version, Statement: part }));
}
