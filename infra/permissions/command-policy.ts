import { loginRows } from "../../config/login-kinds";
import { storeRow } from "../../config/store-kinds";
import { LOGIN_PERMISSIONS } from "./login-permissions";
import { allow, allowInRegion, type IamPolicy, type IamStatement } from "./policy-document";
import { arnOf, authorizerArnsOf, functionArnOf, globalArnOf, type PolicySubject } from "./policy-subject";
import { stateIsApart, statePermissions } from "./resources/state-permissions";
import type { UsersAccess } from "./resources/users-table-permissions";
import { STORE_PERMISSIONS } from "./store-permissions";

type Needs = (subject: PolicySubject) => readonly IamStatement[];

/** What the commands of `iot-auth` ask AWS for. Those that are not here ask for nothing. */
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
 * The IAM policy with which one command of `iot-auth` can do its work for one stack, and nothing else. Without a statement where it needs
 * none.
 * @example commandPolicy("login", { stack, accountId: "123456789012", formerAuthorizers: [], formerParts: [], formerTables: [] }).Statement
 */
export function commandPolicy(task: CommandTask, subject: PolicySubject): IamPolicy {
  return { Version: "2012-10-17", Statement: NEEDS[task](subject) };
}

/** To work with the users, wherever they are. */
function usersPermissions(subject: PolicySubject, access: UsersAccess): readonly IamStatement[] {
  return storeRow(subject.stack.settings, STORE_PERMISSIONS).users?.(subject, access) ?? [];
}

/** To work with devices with certificates, in a stack that has any. */
function devices(subject: PolicySubject, access: "view" | "revoke"): readonly IamStatement[] {
  return loginRows(subject.stack.settings, LOGIN_PERMISSIONS).flatMap((row) => row.devices?.(subject, access) ?? []);
}

/** The outputs of the applied stack stand in Terraform's state. */
function outputs(subject: PolicySubject): readonly IamStatement[] {
  return stateIsApart(subject.stack) ? [] : statePermissions(subject).look;
}

function testInvoke(subject: PolicySubject): IamStatement {
  return allow("TestLogins", ["iot:TestInvokeAuthorizer"], authorizerArnsOf(subject));
}

/** Whose the default authorizer is, its tags tell, whichever it is. */
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
    // What an apply that was ended by force has left behind.
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
