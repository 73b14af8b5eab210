import { boundaryPolicy } from "./boundary-policy";
import { COMMAND_TASKS, type CommandTask, commandPolicy } from "./command-policy";
import { DEPLOYER_TASKS, type DeployerTask, deployerPolicy } from "./deployer-policy";
import type { IamPolicy } from "./policy-document";
import type { PolicySubject } from "./policy-subject";

/** Something that needs permissions in AWS. */
export type Task = DeployerTask | "boundary" | CommandTask;

/** Every {@link Task}. */
export const TASKS: readonly Task[] = [...DEPLOYER_TASKS, "boundary", ...COMMAND_TASKS];

/**
 * The policy for several tasks together. A statement that more than one of them needs is there once.
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
