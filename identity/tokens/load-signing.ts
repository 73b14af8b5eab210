import type { Problem } from "../../config/problem";
import type { StackSettings } from "../../config/schema";
import { loadPublicKeys } from "./load-public-keys";
import { trackedPrivateKeys } from "./tracked-keys";

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
