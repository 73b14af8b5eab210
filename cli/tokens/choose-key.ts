import { ConfigurationError, Described } from "../../config/problem";
import { didYouMean, iotAuth } from "../../config/text";
import { gitState, keyFiles, type PrivateKey, readPrivateKey, trackedRemedy } from "../../identity/tokens";
import type { SigningStack } from "./signing-stack";

/** A private key to sign tokens with. */
export interface SigningKey extends PrivateKey {
  readonly name: string;
}

/**
 * Chooses the key that `--key` names, or the only one that is in the configuration and has its private half on this machine.
 * @throws {ConfigurationError} if there is no such key or several, if the private half does not match the configured key, or if git tracks it
 */
export async function chooseKey(stack: SigningStack, given: string | undefined): Promise<SigningKey> {
  const { publicKeys, project } = stack;
  const names = Object.keys(publicKeys);
  if (given !== undefined && !Object.hasOwn(publicKeys, given)) {
    refuse("be a key of the configuration", given, didYouMean(given, names));
  }
  const here: SigningKey[] = [];
  for (const name of given === undefined ? names : [given]) {
    const key = await readPrivateKey(project.configFolder, name);
    if (key) here.push({ ...key, name });
  }
  const [key, another] = here;
  if (!key) {
    const remedy = `Issue tokens where the key was made, or make one here: ${iotAuth("keys", "create", "NAME")}`;
    return refuse(
      "have its private half on this machine",
      new Described(`only public keys (${names.join(", ")})`),
      remedy,
    );
  }
  if (another) {
    const remedy = "Use the newest, and retire the others when their tokens have expired.";
    refuse("choose one of several keys", new Described(here.map(({ name }) => name).join(", ")), remedy);
  }
  await check(key, stack);
  return key;
}

async function check({ name, publicHalf }: SigningKey, { publicKeys, project }: SigningStack): Promise<void> {
  const { privateFile } = keyFiles(name);
  if (publicKeys[name]?.fingerprint !== publicHalf.fingerprint) {
    const remedy =
      "AWS would refuse its tokens. Put the public half of this key into the configuration, or choose another key.";
    refuse(`be the key in ${privateFile}`, name, remedy);
  }
  if ((await gitState(project.configFolder, privateFile)) === "tracked") {
    const remedy = trackedRemedy(privateFile);
    throw new ConfigurationError([{ path: privateFile, must: "not be tracked by git", got: privateFile, remedy }]);
  }
}

function refuse(must: string, got: unknown, remedy: string): never {
  throw new ConfigurationError([{ path: "--key", must, got, remedy }]);
}
