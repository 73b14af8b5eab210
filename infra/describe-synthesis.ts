import { relative } from "node:path";
import type { SynthesizedStack } from "./synthesize";
import { visible } from "./text/visible";

/** What was synthesized and how to go on, for a person. */
export function describeSynthesis(stacks: readonly SynthesizedStack[]): string {
  return stacks
    .map((stack) => `${stack.stackName}: ${usersOf(stack)} -> ${visible(relative(process.cwd(), stack.folder))}`)
    .join("\n");
}

function usersOf({ userCount, usersTable }: SynthesizedStack): string {
  if (userCount === undefined) return `users in the DynamoDB table ${usersTable}`;
  if (userCount === 0) return "no users yet, nobody can log in (add one: npx iot-auth users add NAME --group GROUP)";
  return `${userCount} user${userCount === 1 ? "" : "s"}`;
}
