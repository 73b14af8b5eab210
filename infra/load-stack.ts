import { basename, resolve } from "node:path";
import { compileGroup, longestArnPrefix } from "../config/groups/compile-group";
import { loginRows } from "../config/login-kinds";
import { ConfigurationError, type Problem } from "../config/problem";
import type { ResolvedStack } from "../config/resolve";
import type { StoreSettings } from "../config/store-schema";
import { usersTableName } from "../config/users-table-name";
import { LOGIN_SOURCES, loadLogins, loginAccess } from "../identity/login-sources";
import { type CompiledUsers, compileUsers, unknownGroups } from "../identity/users/compile-users";
import { CHOSEN_PASSWORD_WORK } from "../identity/users/secret";
import { readUsersFile } from "../identity/users/users-file";
import type { User } from "../identity/users/users-schema";
import { type CompiledAccess, METRICS } from "../lambda/contract";
import type { PackageInput } from "./packaging/package-function";

/** A stack with its users, compiled into what the handler reads. */
export interface LoadedStack extends ResolvedStack {
  /** Empty where they are in a table: then no synthesis knows them. */
  readonly users: readonly User[];
  /** Name of the DynamoDB table that the users are in. */
  readonly usersTable?: string;
  readonly packageInput: PackageInput;
}

/**
 * Reads a stack's users and public keys, and compiles its access data. In the result, public keys are PEM texts, wherever they came from.
 * @param configFolder Folder of the configuration file, which paths in it start from
 * @param extraUsers Users besides those in the file: the stand-in's demo users, which are never deployed. Without effect where users are
 *   in a table
 * @throws {ConfigurationError} if the users file is wrong, a user's group is not defined or a user could never log in, if a public key
 *   cannot be used, or if git tracks a private key
 */
export async function loadStack(
  stack: ResolvedStack,
  configFolder: string,
  extraUsers: readonly User[] = [],
): Promise<LoadedStack> {
  const { settings, problems: loginProblems } = await loadLogins(stack.settings, configFolder);
  const { users, problems } = await readUsers({ ...stack, settings }, configFolder, extraUsers);
  if (loginProblems.length + problems.length > 0) throw new ConfigurationError([...loginProblems, ...problems]);

  const usersTable = usersTableName(stack.stackName, settings.store);
  const { lines, refusalWork } = compileStore(settings.store, users);
  const access: CompiledAccess = {
    format: 1,
    groups: compileGroups(stack),
    refusalWork,
    ...(usersTable ? { table: usersTable } : {}),
    ...loginAccess({ ...stack, settings }),
    ...(settings.monitoring?.metrics ? { metricsNamespace: METRICS.namespace } : {}),
  };
  return {
    ...stack,
    settings,
    users,
    ...(usersTable ? { usersTable } : {}),
    packageInput: { access, ...(lines === undefined ? {} : { users: lines }) },
  };
}

async function readUsers(
  { settings }: ResolvedStack,
  configFolder: string,
  extraUsers: readonly User[],
): Promise<{ readonly users: readonly User[]; readonly problems: readonly Problem[] }> {
  const { store, groups } = settings;
  if (store.type === "dynamodb") return { users: [], problems: [] };
  const file = resolve(configFolder, store.file);
  const users = [...(await readUsersFile(file)).users, ...extraUsers];
  const problems = [
    ...unknownGroups(users, Object.keys(groups), basename(file)),
    ...loginRows(settings, LOGIN_SOURCES).flatMap((row) => row.userProblems?.(users, basename(file)) ?? []),
  ];
  return { users, problems };
}

/** Users in a table are not known here, so that refusals cost as much as the slowest that the configuration allows there. */
function compileStore(
  store: StoreSettings,
  users: readonly User[],
): Partial<CompiledUsers> & Pick<CompiledUsers, "refusalWork"> {
  if (store.type === "bundled") return compileUsers(users);
  return { refusalWork: store.chosenPasswords ? { [CHOSEN_PASSWORD_WORK]: 2 } : {} };
}

function compileGroups({ settings }: ResolvedStack): CompiledAccess["groups"] {
  const compiled = Object.entries(settings.groups).map(([name, group]) => {
    const result = compileGroup(`groups.${name}`, group, longestArnPrefix(settings.region));
    if (!result.ok) throw new ConfigurationError(result.problems);
    return [name, result.group] as const;
  });
  return Object.fromEntries(compiled);
}
