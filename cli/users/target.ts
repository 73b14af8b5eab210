import { basename, resolve } from "node:path";
import type { ResolvedStack } from "../../infra/config/resolve";
import type { CommandContext } from "../command-context";
import { loadProject, type Project } from "../project";

/** The users file a command works on. */
export interface UsersTarget {
  /** Absolute path. */
  readonly file: string;
  /** What messages call it: `users.json`. */
  readonly label: string;
  /** The stacks whose users it holds; stages may share one file. */
  readonly stacks: readonly ResolvedStack[];
}

/**
 * The users file of the stage that `--stage` names. Without `--stage`, several stages will do if they share one file.
 * @throws {ConfigurationError} if stages have files of their own and none was named
 */
export async function usersTarget(context: Pick<CommandContext, "io" | "options">): Promise<UsersTarget> {
  const project = await loadProject(context);
  const fileOf = ({ settings }: ResolvedStack) => resolve(project.configFolder, settings.store.file);
  const file = fileOf(chooseStack(project, context.options().stage, fileOf));
  return { file, label: basename(file), stacks: project.stacks.filter((stack) => fileOf(stack) === file) };
}

function chooseStack(
  project: Project,
  stage: string | undefined,
  fileOf: (stack: ResolvedStack) => string,
): ResolvedStack {
  const [first] = project.stacks;
  const shared = new Set(project.stacks.map(fileOf)).size === 1;
  return stage === undefined && shared && first ? first : project.stack();
}
