import { basename, resolve } from "node:path";
import { type CompiledAccess, METRICS } from "../lambda/contract";
import { authorizerName } from "./config/authorizer-name";
import { ConfigurationError } from "./config/problem";
import type { ResolvedStack } from "./config/resolve";
import { compileGroup, longestArnPrefix } from "./groups/compile-group";
import type { PackageInput } from "./packaging/package-function";
import { loadSigning } from "./tokens/load-signing";
import { compileUsers, unknownGroups, withoutSecrets } from "./users/compile-users";
import { readUsersFile } from "./users/users-file";
import type { User } from "./users/users-schema";

/** A stack with its users, compiled into what the handler reads. */
export interface LoadedStack extends ResolvedStack {
  readonly users: readonly User[];
  readonly packageInput: PackageInput;
}

/**
 * Reads a stack's users and public keys, and compiles its access data. In the result, public keys are PEM texts, wherever they came from.
 * @param configFolder Folder of the configuration file, which paths in it start from
 * @param extraUsers Users besides those in the file: the stand-in's demo users, which are never deployed
 * @throws {ConfigurationError} if the users file is wrong, a user's group is not defined or a user could never log in, if a public key
 *   cannot be used, or if git tracks a private key
 */
export async function loadStack(
  stack: ResolvedStack,
  configFolder: string,
  extraUsers: readonly User[] = [],
): Promise<LoadedStack> {
  const { signing, problems: signingProblems } = await loadSigning(stack.settings.authorizer.signing, configFolder);
  const settings = { ...stack.settings, authorizer: { ...stack.settings.authorizer, signing } };
  const file = resolve(configFolder, settings.store.file);
  const users = [...(await readUsersFile(file)).users, ...extraUsers];

  const problems = [
    ...signingProblems,
    ...unknownGroups(users, Object.keys(settings.groups), basename(file)),
    ...(signing ? [] : withoutSecrets(users, basename(file))),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);

  const { lines, refusalWork } = compileUsers(users);
  const access: CompiledAccess = {
    format: 1,
    groups: compileGroups(stack),
    refusalWork,
    ...(signing ? { tokenAudience: authorizerName(stack.stackName, settings.authorizer) } : {}),
    ...(settings.monitoring?.metrics ? { metricsNamespace: METRICS.namespace } : {}),
  };
  return { ...stack, settings, users, packageInput: { access, users: lines } };
}

function compileGroups({ settings }: ResolvedStack): CompiledAccess["groups"] {
  const compiled = Object.entries(settings.groups).map(([name, group]) => {
    const result = compileGroup(`groups.${name}`, group, longestArnPrefix(settings.region));
    if (!result.ok) throw new ConfigurationError(result.problems);
    return [name, result.group] as const;
  });
  return Object.fromEntries(compiled);
}
