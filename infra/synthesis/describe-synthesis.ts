import { relative } from "node:path";
import { currentInvocation, iotAuthWith, visible } from "../../config/text";
import type { SynthesizedStack } from "./synthesize";

/** What was synthesized and how to go on, for a person. */
export function describeSynthesis(stacks: readonly SynthesizedStack[]): string {
  return stacks
    .map((stack) => `${stack.stackName}: ${usersOf(stack)} -> ${visible(relative(process.cwd(), stack.folder))}`)
    .join("\n");
}

function usersOf({ stage, userCount, usersPlace }: SynthesizedStack): string {
  if (userCount === undefined) return `users in ${usersPlace}`;
  if (userCount === 0) {
    const add = iotAuthWith({ ...currentInvocation(), stage }, "users", "add", "NAME", "--group", "GROUP");
    return `no users yet, so every login is refused (add one: ${add})`;
  }
  return `${userCount} user${userCount === 1 ? "" : "s"}`;
}
