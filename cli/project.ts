import { dirname } from "node:path";
import { loadConfig } from "../config/loading/load-config";
import type { ResolvedStack } from "../config/schema";
import { learnInvocation } from "../config/text";
import type { CommandContext } from "./command-context";

/** The project a command works on. */
export interface Project {
  readonly configFile: string;
  /** Paths in the configuration start from here. */
  readonly configFolder: string;
  /** Every stack of the configuration: one, or one per stage. */
  readonly stacks: readonly ResolvedStack[];
  /**
   * The stack that `--stage` names, or the only one.
   * @throws {ConfigurationError} if there is no such stage, or if there are several stages and `--stage` was not given
   */
  readonly stack: () => ResolvedStack;
}

/**
 * Loads and checks the configuration that `--config` names, or the nearest one upward.
 * @throws {ConfigurationError} if the file cannot be loaded, or has problems; the error lists all of them
 * @example const { settings } = (await loadProject(context)).stack();
 */
export async function loadProject({ io, options }: Pick<CommandContext, "io" | "options">): Promise<Project> {
  const { config: given, stage } = options();
  const { file, config } = await loadConfig(io, given);
  const { chooseStack, resolveConfig } = await import("../config/stages/resolve-config");
  const stacks = resolveConfig(config);
  const names = stacks.map(({ stackName }) => stackName);
  const chosen = stacks.find((stack) => stage !== undefined && [stack.stage, stack.stackName].includes(stage));
  learnInvocation({ stacks: names.length > 1 ? { all: names, chosen: chosen?.stackName } : undefined });
  return { configFile: file, configFolder: dirname(file), stacks, stack: () => chooseStack(stacks, stage) };
}
