import { COMMAND_TASKS, type CommandTask, commandPolicy } from "./command-policy";
import { DEPLOYER_TASKS, type DeployerTask, deployerPolicy } from "./deployer-policy";
import { allow, type IamPolicy } from "./policy-document";
import { arnOf, type PolicySubject } from "./policy-subject";
import { usersPermissions } from "./resources/users-table-permissions";

/** A task that needs permissions in AWS. */
export type Task = DeployerTask | "boundary" | CommandTask;

/** Every {@link Task}. */
export const TASKS: readonly Task[] = [...DEPLOYER_TASKS, "boundary", ...COMMAND_TASKS];

/**
 * The policy for several tasks together, without duplicate statements.
 * @example policyFor(["doctor", "login"], subject)
 */
export function policyFor(tasks: readonly Task[], subject: PolicySubject): IamPolicy {
  const statements = tasks.flatMap((task) => policyForOne(task, subject).Statement);
  const distinct = new Map(statements.map((statement) => [JSON.stringify(statement), statement]));
  return { Version: "2012-10-17", Statement: [...distinct.values()] };
}

function policyForOne(task: Task, subject: PolicySubject): IamPolicy {
  if (task === "boundary") return boundaryPolicy(subject);
  return isDeployerTask(task) ? deployerPolicy(task, subject) : commandPolicy(task, subject);
}

function isDeployerTask(task: Task): task is DeployerTask {
  return (DEPLOYER_TASKS as readonly Task[]).includes(task);
}

/**
 * All permissions that the function's role needs: to write its log, and to find users in a table. As the role's
 * permissions boundary (`function.permissionsBoundaryArn`) it also limits the role to these permissions.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
function boundaryPolicy(subject: PolicySubject): IamPolicy {
  const log = arnOf(subject, "logs", `log-group:/aws/lambda/${subject.stack.stackName}:*`);
  return {
    Version: "2012-10-17",
    Statement: [
      allow("WriteDecisionLog", ["logs:CreateLogStream", "logs:PutLogEvents"], [log]),
      ...usersPermissions(subject, "find"),
    ],
  };
}
