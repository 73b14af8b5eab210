import type { Problem } from "../../config/problem";
import type { StackSettings } from "../../config/schema";
import { iotAuth, shellArgument } from "../../config/text";
import { trackedFiles } from "../git";
import { KEYS_FOLDER } from "./key-files";
import { loadPublicKeys } from "./load-public-keys";

type Signing = StackSettings["authorizer"]["signing"];

/**
 * Signing settings with the public keys themselves in place of paths, as AWS wants them.
 * @param folder The configuration's folder
 */
export async function loadSigning(
  signing: Signing,
  folder: string,
): Promise<{ readonly signing: Signing; readonly problems: readonly Problem[] }> {
  if (signing === undefined) return { signing, problems: [] };
  const { keys, problems } = await loadPublicKeys(signing.publicKeys, folder);
  const publicKeys = Object.fromEntries(Object.entries(keys).map(([name, { pem }]) => [name, pem]));
  return { signing: { ...signing, publicKeys }, problems: [...problems, ...(await trackedPrivateKeys(folder))] };
}

/** What to do about a private key that git tracks. */
export const trackedRemedy = (file: string): string =>
  `Everybody who has the repository can log in as any user. Make another key (${iotAuth("keys", "create", "NAME")}), retire this one, and take it out: git rm --cached ${shellArgument(file)}`;

/**
 * Private keys that git tracks. They are a problem whether or not they are in use.
 * @param folder The configuration's folder
 */
export async function trackedPrivateKeys(folder: string): Promise<Problem[]> {
  const files = await trackedFiles(folder, `${KEYS_FOLDER}/*.private.pem`);
  return files.map((file) => ({
    path: file,
    must: "not be tracked by git",
    got: file,
    remedy: trackedRemedy(file),
  }));
}
