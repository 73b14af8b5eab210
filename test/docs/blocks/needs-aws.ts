import { type Block, commandsIn } from "./markdown-blocks";

/** Markers of blocks, each with the pattern of the commands that need what the marker names. */
export const NEEDS: Readonly<Record<string, RegExp>> = {
  "needs AWS":
    /^(aws |terraform (?:-\S+ )*(init|plan|apply|destroy|state|import|untaint|output)\b|npx cdktf (diff|deploy|destroy)\b|(npx )?iot-auth (login|connect|publish|subscribe|pubsub|doctor|endpoint)\b(?!.* --(local|endpoint)\b)|scripts\/review-plan\.sh\b)/,
};

/**
 * Returns the commands of a block that need what its marker names; for an unmarked block, the commands that need any of
 * {@link NEEDS}.
 */
export function needy(block: Block): string[] {
  const patterns = block.marker === undefined ? Object.values(NEEDS) : [NEEDS[block.marker]];
  return commandsIn(block).filter((command) => patterns.some((pattern) => pattern?.test(command)));
}
