import { loginRows } from "../../config/login-kinds";
import { ConfigurationError, type Problem } from "../../config/problem";
import type { ResolvedStack } from "../../config/schema";
import { storeRow, usersFileOf } from "../../config/store-kinds";
import type { LoadedCertificates } from "../../identity/certificates";
import { LOGIN_SOURCES, loadLogins, loginAccess } from "../../identity/login-sources";
import { knownUsers, STORE_SOURCES, usersFileLabel } from "../../identity/store-sources";
import { type User, unknownGroups } from "../../identity/users";
import { type CompiledAccess, METRICS } from "../../lambda/contract";
import type { PackageInput } from "../packaging/package-function";

/** A stack with its users, compiled into the files that the handler reads. */
export interface LoadedStack extends ResolvedStack {
  /** The users of a users file; empty if users are elsewhere, since the synthesis does not know them then. */
  readonly users: readonly User[];
  readonly packageInput: PackageInput;
  /** Certificates of devices, read and checked; left out if the configuration has none. */
  readonly certificates?: LoadedCertificates;
}

/**
 * Reads a stack's users and public keys, and compiles its access data. In the result, all public keys are PEM texts.
 * @param configFolder Folder of the configuration file, to which its paths are relative
 * @param extraUsers Further users: the stand-in's demo users, which are never deployed. They have no effect if users
 * are in a table
 * @throws {ConfigurationError} if the users file is wrong, a user's group is not defined or a user could never log in,
 * if a public key cannot be used, or if git tracks a private key
 */
export async function loadStack(
  stack: ResolvedStack,
  configFolder: string,
  extraUsers: readonly User[] = [],
): Promise<LoadedStack> {
  const { settings, problems: loginProblems, certificates } = await loadLogins(stack.settings, configFolder);
  const { users, problems } = await readUsers({ ...stack, settings }, configFolder, extraUsers);
  if (loginProblems.length + problems.length > 0) throw new ConfigurationError([...loginProblems, ...problems]);

  const checked = { ...stack, settings };
  const { entry, compile } = storeRow(settings, STORE_SOURCES);
  const { lines, access: ofStore } = compile(checked, users);
  const access: CompiledAccess = {
    format: 1,
    groups: stack.access,
    ...ofStore,
    ...loginAccess(checked),
    ...(settings.monitoring?.metrics ? { metricsNamespace: METRICS.namespace } : {}),
  };
  return {
    ...checked,
    users,
    packageInput: { entry, access, ...(lines === undefined ? {} : { users: lines }) },
    ...(certificates ? { certificates } : {}),
  };
}

async function readUsers(
  stack: ResolvedStack,
  configFolder: string,
  extraUsers: readonly User[],
): Promise<{ readonly users: readonly User[]; readonly problems: readonly Problem[] }> {
  if (usersFileOf(stack, configFolder) === undefined) return { users: [], problems: [] };
  const { settings } = stack;
  const users = [...(await knownUsers(stack, configFolder)), ...extraUsers];
  const label = usersFileLabel(stack, configFolder);
  const problems = [
    ...unknownGroups(users, Object.keys(stack.access), label),
    ...loginRows(settings, LOGIN_SOURCES).flatMap((row) => row.userProblems?.(users, label) ?? []),
  ];
  return { users, problems };
}
