/** An action and what it may be done to, of a statement that allows it. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
}

/** Only where a value is left open that Terraform fills in later: `${aws_cloudwatch_log_group.authorizer.arn}`. */
const REFERENCE = String.raw`\$\{[\w.]+\.arn\}`;
const arn = (service: string, rest: string) =>
  new RegExp(String.raw`^(?:${REFERENCE}|arn:aws[a-z-]*:${service}:[a-z0-9-]+:\d{12}:${rest})$`);
const LOG_STREAMS = new RegExp(
  String.raw`^(?:${REFERENCE}|arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:/aws/lambda/[a-z0-9-]+):\*$`,
);
/** What this project lets the function do, see `infra/constructs/authorizer-role.ts`: write its log, look users up in their table. */
const OURS: Readonly<Record<string, RegExp>> = {
  "logs:CreateLogStream": LOG_STREAMS,
  "logs:PutLogEvents": LOG_STREAMS,
  "dynamodb:GetItem": arn("dynamodb", String.raw`table/[\w.-]+`),
  "kms:Decrypt": arn("kms", String.raw`key/[\w-]+`),
};

/**
 * What an IAM policy allows beyond what this project gives its function.
 * @returns `undefined` if the policy cannot be read, or allows by leaving out (`NotAction`, `NotResource`)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 * @example grantsBeyondOurs(policy) // [{ action: "s3:*", resource: "*" }]
 */
export function grantsBeyondOurs(policy: string): Grant[] | undefined {
  const statements = statementsOf(policy);
  if (!statements) return undefined;
  const grants: Grant[] = [];
  for (const statement of statements) {
    if (!isObject(statement)) return undefined;
    if (statement.Effect === "Deny") continue;
    const [actions, resources] = [texts(statement.Action), texts(statement.Resource)];
    if (statement.Effect !== "Allow" || !actions || !resources) return undefined;
    grants.push(...actions.flatMap((action) => resources.map((resource) => ({ action, resource }))));
  }
  return grants.filter(({ action, resource }) => OURS[action]?.test(resource) !== true);
}

/**
 * Whether only AWS Lambda may assume a role.
 * @param trustPolicy JSON of the role's `assume_role_policy`
 */
export function onlyLambdaMayAssume(trustPolicy: string): boolean {
  const statements = statementsOf(trustPolicy);
  return (
    statements?.every((statement) => {
      if (!isObject(statement)) return false;
      if (statement.Effect === "Deny") return true;
      const { Principal: principal } = statement;
      return isObject(principal) && JSON.stringify(texts(principal.Service)) === '["lambda.amazonaws.com"]'
        ? Object.keys(principal).length === 1
        : false;
    }) ?? false
  );
}

function statementsOf(policy: string): unknown[] | undefined {
  try {
    const content: unknown = JSON.parse(policy);
    if (!isObject(content) || content.Statement === undefined) return undefined;
    return Array.isArray(content.Statement) ? content.Statement : [content.Statement];
  } catch {
    return undefined;
  }
}

function texts(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === "string") ? list : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
