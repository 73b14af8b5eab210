import { authorizerName } from "../../config/names/stack-names";
import { ConfigurationError, describeProblem } from "../../config/problem";
import type { PublicKey } from "../../config/public-key";
import type { ResolvedStack } from "../../config/schema";
import { iotAuth } from "../../config/text";
import { loadPublicKeys, type StackKeys } from "../../identity/tokens";
import type { CommandContext } from "../command-context";
import { loadProject, type Project } from "../project";

/** A stack whose authorizer requires signed tokens. */
export interface SigningStack {
  readonly project: Project;
  readonly stack: ResolvedStack;
  /** Authorizer that the tokens are for. */
  readonly authorizerName: string;
  /** Name under which clients send the token. */
  readonly tokenKeyName: string;
  readonly publicKeys: Readonly<Record<string, PublicKey>>;
}

/**
 * Loads the stack that `--stage` names, or the only one, with its public keys.
 * @throws {ConfigurationError} if signing is off there, or a public key cannot be used
 */
export async function signingStack(context: Pick<CommandContext, "io" | "options">): Promise<SigningStack> {
  const project = await loadProject(context);
  const stack = project.stack();
  const { authorizer } = stack.settings;
  if (authorizer.signing === undefined) {
    const remedy = `This makes a key and prints the lines to paste: ${iotAuth("keys", "create", "NAME")}`;
    throw new ConfigurationError([{ path: "authorizer.signing", must: "be set to use tokens", remedy }]);
  }
  const { tokenKeyName, publicKeys } = authorizer.signing;
  const { keys, problems } = await loadPublicKeys(publicKeys, project.configFolder);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return {
    project,
    stack,
    authorizerName: authorizerName(stack.stackName, authorizer),
    tokenKeyName,
    publicKeys: keys,
  };
}

/** The public keys of each stack, and warnings about keys that cannot be used. */
interface ProjectKeys {
  readonly stacks: readonly StackKeys[];
  readonly warnings: readonly string[];
}

/** Reads the public keys of a project. A key that cannot be used gives a warning, so that the other keys can still be listed. */
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
