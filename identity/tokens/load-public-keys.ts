import { resolve } from "node:path";
import { hide, type Problem } from "../../config/problem";
import { checkPublicKey, isPem, type PublicKey } from "../../config/public-key";
import { readGivenFile } from "../../config/read-given-file";
import { decodeText, iotAuth } from "../../config/text";

/** A stack's valid public keys by name, and the problems found. */
export interface LoadedPublicKeys {
  readonly keys: Readonly<Record<string, PublicKey>>;
  readonly problems: readonly Problem[];
}

/**
 * Reads the public keys of a configuration: PEM texts, and paths of PEM files.
 * @param publicKeys `authorizer.signing.publicKeys`
 * @param folder Start of relative paths: the configuration's folder
 * @example await loadPublicKeys({ "key-2027": "keys/key-2027.public.pem" }, configFolder)
 */
export async function loadPublicKeys(
  publicKeys: Readonly<Record<string, string>>,
  folder: string,
): Promise<LoadedPublicKeys> {
  const keys: Record<string, PublicKey> = {};
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(publicKeys)) {
    const path = `authorizer.signing.publicKeys.${name}`;
    const text = isPem(value) ? value : await readText(resolve(folder, value));
    if (text === undefined) {
      const remedy = `A path starts at the configuration's folder. To see the keys that are here: ${iotAuth("keys", "list")}`;
      problems.push({
        path,
        must: "be a public key in PEM form, or the path of a .pem file that can be read",
        got: value,
        remedy,
      });
      continue;
    }
    const check = checkPublicKey(text);
    if (!check.ok) {
      const { must, remedy } = check.rule;
      problems.push({ path, must, got: isPem(value) ? hide(value) : value, remedy });
      continue;
    }
    const twin = Object.keys(keys).find((other) => keys[other]?.fingerprint === check.key.fingerprint);
    if (twin !== undefined) problems.push(sameKey(path, twin));
    keys[name] = check.key;
  }
  return { keys, problems };
}

/** Returns the public key in a file, or `undefined` if the file is missing or holds none. */
export async function readPublicKey(file: string): Promise<PublicKey | undefined> {
  const check = checkPublicKey((await readText(file)) ?? "");
  return check.ok ? check.key : undefined;
}

async function readText(file: string): Promise<string | undefined> {
  const bytes = await readGivenFile(file).catch(() => undefined);
  // Binary content becomes an empty text, so that the message says "not a key" and not "cannot be read".
  return bytes && (decodeText(bytes) ?? "");
}

/** The same key under two names is refused: removing one of the names would not invalidate the key's tokens. */
function sameKey(path: string, twin: string): Problem {
  return {
    path,
    must: "be different from every other key",
    got: twin,
    remedy: `It is the same key as ${twin}; remove one of the two.`,
  };
}
