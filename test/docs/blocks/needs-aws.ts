import { type Block, commandsIn } from "./markdown-blocks";

/** What a block may be marked as needing, and how a command shows that it does. */
export const NEEDS: Readonly<Record<string, RegExp>> = {
  "needs AWS":
    /^(aws |terraform (?:-\S+ )*(init|plan|apply|destroy|state|import|untaint|output)\b|npx cdktf (diff|deploy|destroy)\b|(npx )?iot-auth (login|connect|publish|subscribe|pubsub|doctor|endpoint)\b(?!.* --(local|endpoint)\b)|scripts\/review-plan\.sh\b)/,
};

/** Commands of a block that need what its marker names, or, unmarked, that need anything. */
export function needy(block: Block): string[] {
  const patterns = block.marker === undefined ? Object.values(NEEDS) : [NEEDS[block.marker]];
  return commandsIn(block).filter((command) => patterns.some((pattern) => pattern?.test(command)));
}
