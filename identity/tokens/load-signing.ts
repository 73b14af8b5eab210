import type { Problem } from "../../config/problem";
import type { StackSettings } from "../../config/schema";
import { iotAuth, shellArgument } from "../../config/text";
import { trackedFiles } from "../git";
import { KEYS_FOLDER } from "./key-files";
import { loadPublicKeys } from "./load-public-keys";

type Signing = StackSettings["authorizer"]["signing"];

/**
 * Returns the signing settings with PEM texts in place of paths, in the form of AWS's API.
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

/** Returns the remedy in messages about a private key that git tracks. */
export const trackedRemedy = (file: string): string =>
  `Anyone with access to the repository can log in as any user. Make another key (${iotAuth("keys", "create", "NAME")}), retire this one, and remove it: git rm --cached ${shellArgument(file)}`;

/**
 * Returns a problem for each private key that git tracks, whether the key is in use or not.
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
