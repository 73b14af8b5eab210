import type { ResolvedStack } from "../../config/schema";
import { iotAuth } from "../../config/text";
import {
  dividePolicy,
  type IamPolicy,
  MANAGED_POLICY_CHARACTERS,
  policyCharacters,
  ROLE_POLICY_CHARACTERS,
  stateIsApart,
  type Task,
} from "../../infra/permissions";

/**
 * What a person should know about a policy before attaching it.
 * @param words The command line that printed the policy, without the program
 */
export function policyNotes(
  tasks: readonly Task[],
  stack: ResolvedStack,
  policy: IamPolicy,
  words: readonly string[],
): string[] {
  return [...emptiness(tasks, policy), ...identity(tasks, stack), ...size(policy, words), ...power(tasks, stack)];
}

function emptiness(tasks: readonly Task[], { Statement }: IamPolicy): string[] {
  if (Statement.length > 0) return [];
  return [`${tasks.join(" and ")}: no permission in AWS is needed.`];
}

/**
 * Names the second identity that takes part where Terraform assumes a role, or keeps its state with another profile.
 */
function identity(tasks: readonly Task[], stack: ResolvedStack): string[] {
  const [task] = tasks.filter((one) => one === "plan" || one === "deploy");
  if (task === undefined || !stateIsApart(stack) || tasks.some((one) => one.endsWith("-caller"))) return [];
  const { assumeRole, profile } = stack.settings;
  const who = assumeRole ? `the role ${assumeRole.roleArn}` : `the profile ${profile ?? "that is the default"}`;
  return [
    `This is for ${who}. The identity that runs Terraform needs another policy: ${iotAuth("iam-policy", `${task}-caller`)}`,
  ];
}

/** @param words The command line that printed the policy, without the program */
function size(policy: IamPolicy, words: readonly string[]): string[] {
  const characters = policyCharacters(policy);
  if (characters <= MANAGED_POLICY_CHARACTERS) return [];
  const parts = dividePolicy(policy);
  const within = characters <= ROLE_POLICY_CHARACTERS;
  const role = within
    ? `Make it an inline policy of the deployer's role (aws iam put-role-policy), which has at most ${ROLE_POLICY_CHARACTERS} in all, or make`
    : `It is also too long for a role's inline policies, which have at most ${ROLE_POLICY_CHARACTERS}. Make`;
  return [
    `It has ${characters} characters, and a managed policy has at most ${MANAGED_POLICY_CHARACTERS}. ${role} these ${parts.length} managed policies of it and attach all of them:`,
    ...parts.map(
      (part, index) =>
        `  ${iotAuth(...words, "--managed", String(index + 1))} (${policyCharacters(part)} characters: ${part.Statement.map(({ Sid }) => Sid).join(", ")})`,
    ),
  ];
}

function power(tasks: readonly Task[], { settings }: ResolvedStack): string[] {
  if (!tasks.includes("deploy") || settings.function.permissionsBoundaryArn) return [];
  return [
    "An identity with this policy can give the function's role any permission, and deploy code that uses it; function.permissionsBoundaryArn limits that.",
  ];
}
