/** One statement of an IAM policy. */
export interface IamStatement {
  /** Letters and digits; says what the statement is for. */
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

/** What a part of the stack needs: to see it, and to make, change and delete it. */
export interface PartPermissions {
  readonly read: readonly IamStatement[];
  readonly write: readonly IamStatement[];
}

/**
 * Longest managed policy, characters without white space.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const MANAGED_POLICY_CHARACTERS = 6144;

/** Longest policies inside a role, all of them together. */
export const ROLE_POLICY_CHARACTERS = 10_240;

/** A statement that allows actions on resources. Resources that occur twice are named once. */
export function allow(
  Sid: string,
  Action: readonly string[],
  resources: readonly string[],
  Condition?: IamStatement["Condition"],
): IamStatement {
  return { Sid, Effect: "Allow", Action, Resource: [...new Set(resources)], ...(Condition ? { Condition } : {}) };
}

/**
 * A statement for actions that AWS does not tie to a resource: everything in one Region.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
 */
export function allowInRegion(Sid: string, Action: readonly string[], region: string): IamStatement {
  return allow(Sid, Action, ["*"], { StringEquals: { "aws:RequestedRegion": region } });
}

/** What counts towards {@link MANAGED_POLICY_CHARACTERS}. */
export function policyCharacters(policy: IamPolicy): number {
  return JSON.stringify(policy).length;
}

/**
 * Divides a policy into as few as its order allows, each of which fits into a managed policy. A statement that alone is too long stands in
 * one of its own.
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
