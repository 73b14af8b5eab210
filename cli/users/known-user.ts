import { resolve } from "node:path";
import { ConfigurationError } from "../../infra/config/problem";
import type { ResolvedStack } from "../../infra/config/resolve";
import type { GroupSettings } from "../../infra/config/schema";
import { readUsersFile } from "../../infra/users/users-file";
import type { User } from "../../infra/users/users-schema";
import type { Project } from "../project";
import { checkGroup } from "../users/check-group";
import { findUser } from "../users/find-user";

/** A user of a stack, and the group that says what it may do. */
export interface KnownUser {
  readonly user: User;
  readonly group: GroupSettings;
}

/**
 * Finds a user in the users file of a stack.
 * @param path What messages call the name: `--username`
 * @throws {ConfigurationError} if there is no such user, or its group is not defined
 */
export async function findKnownUser(
  project: Pick<Project, "configFolder">,
  stack: ResolvedStack,
  name: string,
  path: string,
): Promise<KnownUser> {
  const file = resolve(project.configFolder, stack.settings.store.file);
  const user = findUser((await readUsersFile(file)).users, name, path);
  const group = stack.settings.groups[user.group];
  if (group) return { user, group };
  const problem = checkGroup(user.group, { file, label: "users.json", stacks: [stack] }, `${user.name}: group`);
  throw new ConfigurationError(problem ? [problem] : []);
}
