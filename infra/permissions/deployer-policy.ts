import { LOGIN_KINDS, type LoginKindName } from "../../config/login-kinds";
import { LOGIN_PERMISSIONS } from "./login-permissions";
import type { IamPolicy, PartPermissions } from "./policy-document";
import type { Part, PolicySubject } from "./policy-subject";
import { authorizerPermissions } from "./resources/authorizer-permissions";
import { defaultAuthorizerPermissions } from "./resources/default-authorizer-permissions";
import { endpointPermissions } from "./resources/endpoint-permissions";
import { functionPermissions } from "./resources/function-permissions";
import { monitoringPermissions } from "./resources/monitoring-permissions";
import { callerPermissions, stateIsApart, statePermissions } from "./resources/state-permissions";
import { STORE_PERMISSIONS } from "./store-permissions";

/**
 * Tasks of Terraform: `plan` only reads, `deploy` applies and destroys. The callers are the identities that run
 * Terraform, if a role or another profile does the work in AWS.
 */
export const DEPLOYER_TASKS = ["plan", "deploy", "plan-caller", "deploy-caller"] as const;

/** One of {@link DEPLOYER_TASKS}. */
export type DeployerTask = (typeof DEPLOYER_TASKS)[number];

/**
 * The IAM policy with which Terraform (AWS provider 5.100.0) can do its task for one stack and no other, as narrow as
 * IAM allows for the actions. `sts:GetCallerIdentity`, which Terraform also calls, needs no permission.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
 * @example deployerPolicy("plan", { stack, accountId: "123456789012", formerAuthorizers: [], formerParts: [], formerTables: [] }).Statement
 */
export function deployerPolicy(task: DeployerTask, subject: PolicySubject): IamPolicy {
  const parts = task.endsWith("-caller") ? [callerPermissions(subject)] : partsOf(subject);
  return {
    Version: "2012-10-17",
    Statement: [
      ...parts.flatMap(({ read }) => read),
      ...(task.startsWith("plan") ? [] : parts.flatMap(({ write }) => write)),
    ],
  };
}

function partsOf(subject: PolicySubject): PartPermissions[] {
  const { authorizer, endpoint, monitoring, store } = subject.stack.settings;
  const has = (part: Part, configured: boolean) => configured || subject.formerParts.includes(part);
  return [
    functionPermissions(subject),
    authorizerPermissions(subject),
    ...(has("default-authorizer", authorizer.setAsDefault) ? [defaultAuthorizerPermissions(subject)] : []),
    ...(has("endpoint", endpoint !== undefined) ? [endpointPermissions(subject)] : []),
    ...Object.entries(STORE_PERMISSIONS).flatMap(([type, { deploy }]) =>
      deploy && has(deploy.part, type === store.type || deploy.hasFormer(subject)) ? [deploy.permissions(subject)] : [],
    ),
    ...Object.entries(LOGIN_PERMISSIONS).flatMap(([name, { deploy }]) =>
      deploy && has(deploy.part, LOGIN_KINDS[name as LoginKindName].isOn(subject.stack.settings))
        ? [deploy.permissions(subject)]
        : [],
    ),
    ...(has("monitoring", monitoring !== undefined) ? [monitoringPermissions(subject)] : []),
    ...(stateIsApart(subject.stack) ? [] : [statePermissions(subject)]),
  ];
}
