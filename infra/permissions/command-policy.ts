import { loginRows } from "../../config/login-kinds";
import { storeRow } from "../../config/store-kinds";
import { LOGIN_PERMISSIONS } from "./login-permissions";
import { allow, allowInRegion, type IamPolicy, type IamStatement } from "./policy-document";
import { arnOf, authorizerArnsOf, functionArnOf, globalArnOf, type PolicySubject } from "./policy-subject";
import { stateIsApart, statePermissions } from "./resources/state-permissions";
import type { UsersAccess } from "./resources/users-table-permissions";
import { STORE_PERMISSIONS } from "./store-permissions";

type Needs = (subject: PolicySubject) => readonly IamStatement[];

/** Permissions that the commands of `iot-auth` need. Commands that are not listed need none. */
const NEEDS = {
  users: (subject) => usersPermissions(subject, "change"),
  "users-view": (subject) => usersPermissions(subject, "view"),
  explain: (subject) => usersPermissions(subject, "find"),
  token: (subject) => usersPermissions(subject, "find"),
  device: (subject) => [...devices(subject, "revoke"), ...outputs(subject)],
  "device-view": (subject) => [...devices(subject, "view"), ...outputs(subject)],
  login: (subject) => [testInvoke(subject)],
  doctor: (subject) => [...doctorStatements(subject), ...outputs(subject)],
  endpoint: outputs,
  settings: (subject) => [...outputs(subject), ...usersPermissions(subject, "find")],
  connect: outputs,
  publish: outputs,
  subscribe: outputs,
  pubsub: outputs,
} as const satisfies Record<string, Needs>;

/** A command of `iot-auth` that may need permissions. */
export type CommandTask = keyof typeof NEEDS;

/** Every {@link CommandTask}. */
export const COMMAND_TASKS = Object.keys(NEEDS) as readonly CommandTask[];

/**
 * The least-privilege IAM policy of one command of `iot-auth` for one stack. It has no statement if the command needs
 * no permission.
 * @example commandPolicy("login", { stack, accountId: "123456789012", formerAuthorizers: [], formerParts: [], formerTables: [] }).Statement
 */
export function commandPolicy(task: CommandTask, subject: PolicySubject): IamPolicy {
  return { Version: "2012-10-17", Statement: NEEDS[task](subject) };
}

/** Permissions to work with the users of the stack's store. */
function usersPermissions(subject: PolicySubject, access: UsersAccess): readonly IamStatement[] {
  return storeRow(subject.stack.settings, STORE_PERMISSIONS).users?.(subject, access) ?? [];
}

/** Permissions to work with devices with certificates, if the stack has any. */
function devices(subject: PolicySubject, access: "view" | "revoke"): readonly IamStatement[] {
  return loginRows(subject.stack.settings, LOGIN_PERMISSIONS).flatMap((row) => row.devices?.(subject, access) ?? []);
}

/** Permissions to read the outputs of the applied stack, which are in Terraform's state. */
function outputs(subject: PolicySubject): readonly IamStatement[] {
  return stateIsApart(subject.stack) ? [] : statePermissions(subject).look;
}

function testInvoke(subject: PolicySubject): IamStatement {
  return allow("TestLogins", ["iot:TestInvokeAuthorizer"], authorizerArnsOf(subject));
}

/**
 * Permissions of `iot-auth doctor`. The owner of the default authorizer is in its tags, so those of every authorizer
 * may be read.
 */
function doctorStatements(subject: PolicySubject): IamStatement[] {
  const { stackName, settings } = subject.stack;
  const { region, endpoint, monitoring } = settings;
  return [
    testInvoke(subject),
    allow("FindAuthorizer", ["iot:DescribeAuthorizer"], authorizerArnsOf(subject)),
    allow("SeeWhoseDefaultItIs", ["iot:ListTagsForResource"], [arnOf(subject, "iot", "authorizer/*")]),
    allowInRegion("FindDefaultAndEndpoint", ["iot:DescribeDefaultAuthorizer", "iot:DescribeEndpoint"], region),
    allow(
      "ReadFunctionSettings",
      ["lambda:GetFunctionConfiguration", "lambda:GetFunctionConcurrency", "lambda:GetPolicy"],
      [functionArnOf(subject)],
    ),
    // For resources that a killed apply has left behind.
    allowInRegion("FindLogGroup", ["logs:DescribeLogGroups"], region),
    ...(monitoring?.savedQueries ? [allowInRegion("FindSavedQueries", ["logs:DescribeQueryDefinitions"], region)] : []),
    allow("FindRole", ["iam:GetRole"], [globalArnOf(subject, "iam", `role/${stackName}-${region}`)]),
    ...(endpoint
      ? [
          allow(
            "FindOwnEndpoint",
            ["iot:DescribeDomainConfiguration"],
            [`${arnOf(subject, "iot", `domainconfiguration/${stackName}`)}/*`],
          ),
        ]
      : []),
    ...(storeRow(settings, STORE_PERMISSIONS).look?.(subject) ?? []),
    ...loginRows(settings, LOGIN_PERMISSIONS).flatMap(({ look }) => look?.(subject) ?? []),
    allowInRegion("ReadMetrics", ["cloudwatch:GetMetricData"], region),
  ];
}
