import { createPrivateKey, createPublicKey, generateKeyPair, generateKeyPairSync, type KeyObject } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * Environment variable with the folder of the certificates and keys that one run of jest makes once. Jest's
 * `globalSetup` sets it.
 */
export const READY_MADE = "IOT_AUTH_TEST_READY_MADE";

/**
 * Copies the run's certificates for a stand-in.
 * @param folder The stand-in's certificates folder; made if missing.
 * @returns `folder`
 */
export function copyReadyCertificates(folder: string): string {
  const ready = process.env[READY_MADE];
  mkdirSync(folder, { recursive: true });
  for (const name of ready ? readdirSync(ready).filter((file) => file.endsWith(".pem")) : []) {
    copyFileSync(join(ready ?? "", name), join(folder, name));
  }
  return folder;
}

/** Number of RSA keys that a run makes: as many as most test files use. */
const KEYS = 4;
const keyFile = (folder: string, at: number): string => join(folder, `rsa-${at}.key`);

/** Makes RSA keys for all test files of a run: making one takes longer than most tests. */
export async function makeReadyKeys(folder: string): Promise<void> {
  await Promise.all(
    Array.from({ length: KEYS }, async (_, at) => {
      const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
      writeFileSync(keyFile(folder, at), privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    }),
  );
}

let taken = 0;

/**
 * Returns an RSA key pair of 2,048 bits, a different one at each call: one of the run's, or a new one when those are
 * used up.
 */
export function rsaKeyPair(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  const file = keyFile(process.env[READY_MADE] ?? "", taken++);
  if (!existsSync(file)) return generateKeyPairSync("rsa", { modulusLength: 2048 });
  const privateKey = createPrivateKey(readFileSync(file));
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
