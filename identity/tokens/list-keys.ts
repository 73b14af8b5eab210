import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { PublicKey } from "../../config/public-key";
import { trackedFiles } from "../git";
import { KEYS_FOLDER, keyFiles, keyNameOf } from "./key-files";
import { readPublicKey } from "./load-public-keys";
import { readPrivateKey } from "./private-key";

/** A stack and its public keys. */
export interface StackKeys {
  readonly stackName: string;
  readonly keys: Readonly<Record<string, PublicKey>>;
}

/** One key in the output of `keys list`. */
export interface KeyView {
  readonly name: string;
  readonly bits?: number;
  /** When the private key's file was last written, ISO 8601. Absent if the file is not on this machine. */
  readonly createdAt?: string;
  /** Stacks whose configuration names the key. */
  readonly configuredIn: readonly string[];
  /** Whether the private key is on this machine. */
  readonly privateKeyHere: boolean;
  readonly warnings: readonly string[];
}

/**
 * Returns every key that is in the configuration or has a file in `keys/`, sorted by name.
 * @param folder The configuration's folder
 * @throws {ConfigurationError} if a private key's file cannot be read
 */
export async function listKeys(folder: string, stacks: readonly StackKeys[]): Promise<KeyView[]> {
  const files = await readdir(join(folder, KEYS_FOLDER)).catch(() => []);
  const names = new Set([
    ...files.map(keyNameOf).filter((name) => name !== undefined),
    ...stacks.flatMap(({ keys }) => Object.keys(keys)),
  ]);
  const tracked = new Set(await trackedFiles(folder, `${KEYS_FOLDER}/*.private.pem`));
  return Promise.all([...names].sort().map((name) => view(folder, name, stacks, tracked)));
}

async function view(
  folder: string,
  name: string,
  stacks: readonly StackKeys[],
  tracked: ReadonlySet<string>,
): Promise<KeyView> {
  const { privateFile, publicFile } = keyFiles(name);
  const privateKey = await readPrivateKey(folder, name);
  const onDisk = await readPublicKey(join(folder, publicFile));
  const configured = stacks.filter(({ keys }) => Object.hasOwn(keys, name));
  const known = privateKey?.publicHalf ?? configured[0]?.keys[name] ?? onDisk;
  const others = configured.filter(({ keys }) => known && keys[name]?.fingerprint !== known.fingerprint);
  return {
    name,
    ...(known ? { bits: known.bits } : {}),
    ...(privateKey ? { createdAt: privateKey.createdAt.toISOString().replace(/\.\d+Z$/, "Z") } : {}),
    configuredIn: configured.map(({ stackName }) => stackName),
    privateKeyHere: privateKey !== undefined,
    warnings: [
      ...(tracked.has(privateFile)
        ? [`git tracks ${privateFile}: anyone who can read the repository can log in as any user`]
        : []),
      ...(privateKey?.readableByOthers
        ? [`others on this machine may read ${privateFile}: chmod 600 ${privateFile}`]
        : []),
      ...others.map(
        ({ stackName }) =>
          `${stackName} has a different key under this name than ${privateKey ? privateFile : publicFile}`,
      ),
    ],
  };
}
