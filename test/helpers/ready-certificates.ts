import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developmentCertificates } from "../../local/certificates/development-certificates";
import { makeReadyKeys, READY_MADE } from "./ready-made";
import { serveSharedPrograms } from "./shared/serve-shared-programs";

/** The shared programs, between `globalSetup` and `globalTeardown`, which jest runs in one process. */
export const SHARED = Symbol.for("iot-auth.shared-programs");

/**
 * Makes the certificates of a stand-in, and RSA keys, before any test, and lends the programs that tests take turns with: keys are most of what
 * starting a stand-in costs, and starting programs most of what a deployment does. Jest's `globalSetup`.
 */
export default async function makeCertificates(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "iot-auth-test-certificates-"));
  await Promise.all([developmentCertificates({ folder }), makeReadyKeys(folder)]);
  process.env[READY_MADE] = folder;
  Object.assign(globalThis, { [SHARED]: await serveSharedPrograms(folder) });
}
