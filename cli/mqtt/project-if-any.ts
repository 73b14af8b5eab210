import { findConfigFile } from "../../config/load-config";
import type { CommandContext } from "../command-context";
import { loadProject, type Project } from "../project";

/**
 * The project a command runs in, if it runs in one: a client can be used without.
 * @throws {CliError} if `--config` names a file that cannot be loaded
 */
export async function projectIfAny(context: Pick<CommandContext, "io" | "options">): Promise<Project | undefined> {
  const { config, stage } = context.options();
  if (config === undefined && stage === undefined && findConfigFile(context.io.cwd) === undefined) return undefined;
  return loadProject(context);
}
