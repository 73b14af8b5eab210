import { ADDRESS } from "../../infra/addresses";
import type { OwnResources } from "./own-resources";

/** An action and a resource that a statement allows. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
}

type Statement = Readonly<Record<string, unknown>>;

/**
 * Whether this project gives its function a grant, see `infra/constructs/authorizer-role.ts`: writing its own log,
 * reading the stack's users table, and decrypting with the table's key. If an ARN is not known before the apply, a
 * policy has a reference in its place.
 */
function isOurs({ action, resource }: Grant, statement: Statement, own: OwnResources): boolean {
  const { stack, table, tableKey, region } = own;
  if (action === "logs:CreateLogStream" || action === "logs:PutLogEvents") {
    const log = `log-group:/aws/lambda/${stack}:*`;
    return resource === `$\{${ADDRESS.logGroup}.arn}:*` || isArn(resource, "logs", log, own);
  }
  if (action === "dynamodb:GetItem") {
    const isNamed = table !== undefined && isArn(resource, "dynamodb", `table/${table}`, own);
    return resource === `$\{${ADDRESS.usersTable}.arn}` || isNamed;
  }
  if (action !== "kms:Decrypt" || resource !== tableKey) return false;
  const { StringLike: only, ...others } = isObject(statement.Condition) ? statement.Condition : {};
  const through = isObject(only) && Object.keys(only).length === 1 ? texts(only["kms:ViaService"]) : undefined;
  return Object.keys(others).length === 0 && through?.length === 1 && through[0] === `dynamodb.${region}.*`;
}

/**
 * Whether an ARN is in the stack's own account and Region. If the plan does not contain these, any account and Region
 * match.
 */
function isArn(arn: string, service: string, name: string, { region, account }: OwnResources): boolean {
  const [prefix, partition, ofService, inRegion, inAccount, ...rest] = arn.split(":");
  return (
    prefix === "arn" &&
    /^aws[a-z-]*$/.test(partition ?? "") &&
    ofService === service &&
    (region === "" ? /^[a-z0-9-]+$/.test(inRegion ?? "") : inRegion === region) &&
    (account === undefined ? /^\d{12}$/.test(inAccount ?? "") : inAccount === account) &&
    rest.join(":") === name
  );
}

/**
 * Returns the grants of an IAM policy that this project does not give its function.
 * @returns `undefined` if the policy cannot be read, or has `NotAction` or `NotResource`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 * @example grantsBeyondOurs(policy, ownResources(plan)) // [{ action: "s3:*", resource: "*" }]
 */
export function grantsBeyondOurs(policy: string, own: OwnResources): Grant[] | undefined {
  const statements = statementsOf(policy);
  if (!statements) return undefined;
  const grants: Grant[] = [];
  for (const statement of statements) {
    if (!isObject(statement)) return undefined;
    if (statement.Effect === "Deny") continue;
    const [actions, resources] = [texts(statement.Action), texts(statement.Resource)];
    if (statement.Effect !== "Allow" || !actions || !resources) return undefined;
    const all = actions.flatMap((action) => resources.map((resource) => ({ action, resource })));
    grants.push(...all.filter((grant) => !isOurs(grant, statement, own)));
  }
  return grants;
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
