import { lambdaCall } from "../../../../local/control-plane/forwarding/lambda-calls";
import { ACCOUNT, type Requirement, type SignedCall } from "./requirement";

type Members = Readonly<Record<string, unknown>>;
type Read = (call: SignedCall) => readonly Requirement[];

const ANY = "*";

/**
 * Returns what IAM has to allow for a call, as the Service Authorization Reference says: for every call of Terraform,
 * the tool and the default-authorizer program.
 * @throws Error for a service that is not known here, so that every call is checked
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
 */
export function requirementsOf(call: SignedCall): readonly Requirement[] {
  const read = SERVICES[call.service];
  if (!read) throw new Error(`no permissions known for ${call.service}:${call.operation}`);
  return read(call).map((requirement) => ({
    ...requirement,
    context: { "aws:RequestedRegion": [call.region], ...requirement.context },
  }));
}

const SERVICES: Readonly<Record<string, Read>> = { iot, lambda, iam, logs, monitoring, dynamodb, s3, sts };

const passRole = (role: string, service: string): Requirement[] =>
  needs("iam:PassRole", [role], { "iam:PassedToService": [service] });

function needs(action: string, resources: readonly string[], context: Requirement["context"] = {}): Requirement[] {
  return resources.map((resource) => ({ action, resource, context }));
}

const arn = ({ region }: SignedCall, service: string, resource: string) =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;
const json = ({ body }: SignedCall): Members => (body.length > 0 ? (JSON.parse(body.toString("utf8")) as Members) : {});
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Operations such as `ClearDefaultAuthorizer` have no resource. */
function iot(call: SignedCall): Requirement[] {
  const { operation, path, query } = call;
  const given = { ...Object.fromEntries(query), ...json(call) } as Members;
  const action = `iot:${operation}`;
  const [, kind = "", name = ""] = path.split("/").map(decodeURIComponent);
  if (given.resourceArn) return needs(action, [text(given.resourceArn)]);
  const devices = deviceResources(operation, { kind, name, given });
  if (devices !== undefined) {
    const resources = devices.map((one) => (one === ANY || one.startsWith("arn:") ? one : arn(call, "iot", one)));
    return [
      ...needs(action, resources),
      ...(given.tags
        ? needs("iot:TagResource", resources[0] === ANY ? [arn(call, "iot", "cacert/new")] : resources)
        : []),
      ...(given.provisioningRoleArn ? passRole(text(given.provisioningRoleArn), "iot.amazonaws.com") : []),
    ];
  }
  const named = kind === "default-authorizer" ? text(given.authorizerName) : name;
  if (named === "") return needs(action, [ANY]);
  const resource =
    kind === "domainConfigurations"
      ? arn(call, "iot", `domainconfiguration/${named}${operation === "CreateDomainConfiguration" ? "" : "/1a2b3"}`)
      : arn(call, "iot", `authorizer/${named}`);
  const certificates = Array.isArray(given.serverCertificateArns) ? given.serverCertificateArns.map(text) : [];
  return [
    ...needs(action, [resource]),
    ...(given.tags ? needs("iot:TagResource", [resource]) : []),
    ...needs("acm:GetCertificate", certificates),
  ];
}

/** Path and members of a call about devices and their certificates. */
interface DeviceCall {
  /** First part of the path, such as `things`; the second is `name`. */
  readonly kind: string;
  readonly name: string;
  readonly given: Members;
}

/**
 * Returns the resources of a call about devices and their certificates, without the beginning of their ARNs. Operations
 * that attach certificates to things have no resource, nor do those that register certificates, whose ids are not known
 * before.
 * @returns undefined for other calls
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html
 */
function deviceResources(operation: string, { kind, name, given }: DeviceCall): readonly string[] | undefined {
  switch (kind) {
    case "policies":
    case "policy-targets":
      return [`policy/${name}`];
    case "target-policies":
      return [text(given.target)];
    case "attached-policies":
      return [name];
    case "things":
      return /^(At|De)tach/.test(operation) ? [ANY] : [`thing/${name}`];
    case "thing-groups":
      return given.thingName
        ? [`thing/${text(given.thingName)}`, `thinggroup/${text(given.thingGroupName)}`]
        : [`thinggroup/${name}`];
    case "thing-types":
      return [`thingtype/${name}`];
    case "provisioning-templates":
      return [`provisioningtemplate/${name || text(given.templateName)}`];
    case "certificates":
      return [name ? `cert/${name}` : ANY];
    case "cacertificate":
      return [name ? `cacert/${name}` : ANY];
    case "certificate":
    case "principals":
      return [ANY];
    default:
      return undefined;
  }
}

/**
 * Principals of permissions by statement id: IAM checks the principal at RemovePermission, but the call does not have
 * it.
 */
const PRINCIPALS = new Map<string, string>();

function lambda(call: SignedCall): Requirement[] {
  const { functionName: given, statementId = "" } = lambdaCall(call.method, call.path) ?? {};
  const members = json(call);
  const action = `lambda:${call.operation}`;
  const functionName = (given ?? text(members.FunctionName)).split(":function:").at(-1) ?? "";
  const resource = given?.includes(":function:") ? given : arn(call, "lambda", `function:${functionName}`);
  if (call.operation === "AddPermission") PRINCIPALS.set(text(members.StatementId), text(members.Principal));
  const principal = PRINCIPALS.get(text(members.StatementId) || statementId);
  if (call.operation === "RemovePermission") PRINCIPALS.delete(statementId);
  return [
    // Without this permission, GetFunction returns no tags.
    ...(call.operation === "GetFunction" ? needs("lambda:ListTags", [resource]) : []),
    ...needs(
      action,
      [resource],
      /Permission$/.test(call.operation) && principal ? { "lambda:Principal": [principal] } : {},
    ),
    ...(call.operation === "CreateFunction" ? passRole(text(members.Role), "lambda.amazonaws.com") : []),
    ...(call.operation === "CreateFunction" && members.Tags ? needs("lambda:TagResource", [resource]) : []),
  ];
}

/**
 * Matches operations that have the condition key `iam:PermissionsBoundary`.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
const KNOWS_BOUNDARY = /^(CreateRole|(Attach|Detach|Put|Delete)RolePolicy|(Put|Delete)RolePermissionsBoundary)$/;

/** Permissions boundaries by role ARN: IAM uses the role's boundary if the call has none. */
const BOUNDS = new Map<string, string>();

function iam({ operation, body }: SignedCall): Requirement[] {
  const form = new URLSearchParams(body.toString("utf8"));
  const role = `arn:aws:iam::${ACCOUNT}:role/${form.get("RoleName")}`;
  const bound = form.get("PermissionsBoundary");
  if (bound) BOUNDS.set(role, bound);
  const present = BOUNDS.get(role);
  if (operation === "DeleteRolePermissionsBoundary") BOUNDS.delete(role);
  const attached = form.get("PolicyArn");
  return [
    ...needs(`iam:${operation}`, [role], {
      ...(present && KNOWS_BOUNDARY.test(operation) ? { "iam:PermissionsBoundary": [present] } : {}),
      ...(attached ? { "iam:PolicyARN": [attached] } : {}),
    }),
    ...(operation === "CreateRole" && form.has("Tags.member.1.Key") ? needs("iam:TagRole", [role]) : []),
  ];
}

/** Tag operations need the log group's ARN, all other operations the ARN of its log streams. */
function logs(call: SignedCall): Requirement[] {
  const { resourceArn, logGroupName, tags } = json(call);
  const action = `logs:${call.operation}`;
  if (resourceArn) return needs(action, [text(resourceArn)]);
  if (!logGroupName) return needs(action, [ANY]);
  const group = arn(call, "logs", `log-group:${text(logGroupName)}`);
  return [...needs(action, [`${group}:log-stream:`]), ...(tags ? needs("logs:TagResource", [group]) : [])];
}

/** CloudWatch. */
function monitoring(call: SignedCall): Requirement[] {
  const form = new URLSearchParams(call.body.toString("utf8"));
  const values = (key: RegExp) => [...form].filter(([name]) => key.test(name)).map(([, value]) => value);
  const alarms = values(/^AlarmNames?(\.|$)/).map((name) => arn(call, "cloudwatch", `alarm:${name}`));
  const dashboards = values(/^DashboardNames?(\.|$)/).map((name) => `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${name}`);
  const resources = [...values(/^ResourceARN$/), ...alarms, ...dashboards];
  const actions = values(/^(Alarm|OK|InsufficientData)Actions\./);
  return [
    ...needs(
      `cloudwatch:${call.operation}`,
      resources.length > 0 ? resources : [ANY],
      actions.length > 0 ? { "cloudwatch:AlarmActions": actions } : {},
    ),
    ...(call.operation === "PutMetricAlarm" && form.has("Tags.member.1.Key")
      ? needs("cloudwatch:TagResource", resources)
      : []),
  ];
}

/** A transaction needs the actions of its parts, such as `dynamodb:PutItem`. */
function dynamodb(call: SignedCall): Requirement[] {
  const { TableName, ResourceArn, RequestItems, TransactItems, Tags } = json(call);
  const tableArn = (name: unknown) => arn(call, "dynamodb", `table/${text(name)}`);
  if (Array.isArray(TransactItems)) {
    return TransactItems.flatMap((item: Readonly<Record<string, { TableName: string }>>) =>
      Object.entries(item).flatMap(([kind, { TableName: name }]) => needs(`dynamodb:${kind}Item`, [tableArn(name)])),
    );
  }
  const names = TableName ? [TableName] : Object.keys((RequestItems ?? {}) as Members);
  const resources = ResourceArn ? [text(ResourceArn)] : names.map(tableArn);
  return [
    ...needs(`dynamodb:${call.operation}`, resources),
    ...(Tags && TableName ? needs("dynamodb:TagResource", resources) : []),
  ];
}

const S3_ACTIONS: Readonly<Record<string, string>> = {
  GET: "s3:GetObject",
  HEAD: "s3:GetObject",
  PUT: "s3:PutObject",
  DELETE: "s3:DeleteObject",
};

/** Paths are `/<bucket>/<key>`. */
function s3({ method, path }: SignedCall): Requirement[] {
  const [, bucket = "", key = ""] = /^\/([^/]+)\/?(.*)$/.exec(decodeURIComponent(path)) ?? [];
  if (key === "") return needs("s3:ListBucket", [`arn:aws:s3:::${bucket}`]);
  return needs(S3_ACTIONS[method] ?? `s3:${method}`, [`arn:aws:s3:::${bucket}/${key}`]);
}

/** GetCallerIdentity needs no permission. */
function sts({ operation, body }: SignedCall): Requirement[] {
  if (operation === "GetCallerIdentity") return [];
  return needs(`sts:${operation}`, [new URLSearchParams(body.toString("utf8")).get("RoleArn") ?? ANY]);
}
