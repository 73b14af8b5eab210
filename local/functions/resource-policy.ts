/** A statement of a function's resource policy, as `aws lambda add-permission` creates it. */
export interface Permission {
  readonly statementId: string;
  /** `lambda:InvokeFunction`, or `lambda:*` or `*`, which include it. */
  readonly action: string;
  /** `iot.amazonaws.com`, or `*`, which includes it. */
  readonly principal: string;
  /** Compared as `ArnLike`. @default - any */
  readonly sourceArn?: string;
  /** Compared as `StringEquals`. @default - any */
  readonly sourceAccount?: string;
  /** The version or alias that the statement applies to. @default - the unqualified function */
  readonly qualifier?: string;
  /**
   * Whether the statement has a condition that AWS IoT Core never meets, such as an organization's id.
   * @default false
   */
  readonly unmeetable?: boolean;
}

/** The authorizer that AWS IoT Core calls the function for. */
export interface Caller {
  readonly authorizerArn: string;
  readonly accountId: string;
  /** The version or alias in the authorizer's function ARN. */
  readonly qualifier?: string;
}

/**
 * Whether a function's resource policy allows AWS IoT Core to call the function for an authorizer.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-troubleshooting.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 * @example
 * permitsIot([{ statementId: "iot", action: "lambda:InvokeFunction", principal: "iot.amazonaws.com" }], caller); // true
 */
export function permitsIot(permissions: Iterable<Permission>, caller: Caller): boolean {
  for (const permission of permissions) {
    if (
      ["lambda:InvokeFunction", "lambda:*", "*"].includes(permission.action) &&
      ["iot.amazonaws.com", "*"].includes(permission.principal) &&
      permission.unmeetable !== true &&
      permission.qualifier === caller.qualifier &&
      (permission.sourceArn === undefined || arnLike(permission.sourceArn, caller.authorizerArn)) &&
      (permission.sourceAccount === undefined || permission.sourceAccount === caller.accountId)
    ) {
      return true;
    }
  }
  return false;
}

/**
 * IAM's `ArnLike`: the six components are compared one by one, each with `*` and `?`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
function arnLike(pattern: string, arn: string): boolean {
  const patterns = components(pattern);
  const parts = components(arn);
  return patterns.length === parts.length && patterns.every((one, at) => glob(one, parts[at] ?? ""));
}

function components(arn: string): string[] {
  const parts = arn.split(":");
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}

/**
 * Matches with two positions that move forward; after a mismatch the last `*` matches one more character. Never
 * exponential, unlike a RegExp.
 */
function glob(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let retry = 0;
  for (let index = 0; index < text.length; ) {
    if (pattern[at] === "*") {
      star = at++;
      retry = index;
    } else if (pattern[at] === "?" || pattern[at] === text[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++retry;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
