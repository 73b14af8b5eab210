import type { ResolvedStack } from "../../config/schema";
import { usersFileOf } from "../../config/store-kinds";
import type { UserStore } from "../../identity/users";
import type { CommandContext } from "../command-context";
import { loadProject, type Project } from "../project";
import { openStore, type StoreOptions } from "./open-store";

/** The users that a command reads or changes. */
export interface UsersTarget {
  readonly store: UserStore;
  /** The stacks that these users belong to. Stages may share a users file, but not a table. */
  readonly stacks: readonly ResolvedStack[];
}

/**
 * Finds the users of the stage that `--stage` names. Without `--stage`, all stages must share one users file.
 * @throws {ConfigurationError} if stages have different users and `--stage` is not given
 */
export async function usersTarget(
  context: Pick<CommandContext, "io" | "options">,
  options: StoreOptions,
): Promise<UsersTarget> {
  const project = await loadProject(context);
  const fileOf = (stack: ResolvedStack) => usersFileOf(stack, project.configFolder);
  const stack = chooseStack(project, context.options().stage, fileOf);
  const file = fileOf(stack);
  return {
    store: openStore(project, stack, options, context.io),
    stacks: file === undefined ? [stack] : project.stacks.filter((other) => fileOf(other) === file),
  };
}

function chooseStack(
  project: Project,
  stage: string | undefined,
  fileOf: (stack: ResolvedStack) => string | undefined,
): ResolvedStack {
  const [first] = project.stacks;
  const files = new Set(project.stacks.map(fileOf));
  const shared = files.size === 1 && !files.has(undefined);
  return stage === undefined && shared && first ? first : project.stack();
}
