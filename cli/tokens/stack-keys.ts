import { describeProblem } from "../../config/problem";
import { loadPublicKeys, type StackKeys } from "../../identity/tokens";
import type { Project } from "../project";

/** The keys of every stack with signing, and what is wrong with those that cannot be used. */
export interface ProjectKeys {
  readonly stacks: readonly StackKeys[];
  readonly warnings: readonly string[];
}

/** Reads the public keys of a project. Keys that cannot be used are warned of, so that the others can still be looked at. */
export async function projectKeys({ stacks, configFolder }: Project): Promise<ProjectKeys> {
  const loaded = await Promise.all(
    stacks.map(async ({ stackName, settings }) => ({
      stackName,
      ...(await loadPublicKeys(settings.authorizer.signing?.publicKeys ?? {}, configFolder)),
    })),
  );
  const warnings = loaded.flatMap(({ problems }) => problems.map(describeProblem));
  return { stacks: loaded.map(({ stackName, keys }) => ({ stackName, keys })), warnings: [...new Set(warnings)] };
}
