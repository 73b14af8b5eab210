import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developmentCertificates } from "../../local/certificates/development-certificates";

/** Names the folder of the certificates that one run of jest makes once. */
export const READY_CERTIFICATES = "IOT_AUTH_TEST_CERTIFICATES";

/** Makes the certificates of a stand-in before any test: the keys are most of what starting a stand-in costs. Jest's `globalSetup`. */
export default async function makeCertificates(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "iot-auth-test-certificates-"));
  await developmentCertificates({ folder });
  process.env[READY_CERTIFICATES] = folder;
}

/** Gives a stand-in certificates of its own that are made already. @param folder Where it keeps them; made if missing */
export function copyReadyCertificates(folder: string): string {
  const ready = process.env[READY_CERTIFICATES];
  mkdirSync(folder, { recursive: true });
  for (const name of ready ? readdirSync(ready).filter((file) => file.endsWith(".pem")) : []) {
    copyFileSync(join(ready ?? "", name), join(folder, name));
  }
  return folder;
}
