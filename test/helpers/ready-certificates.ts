import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developmentCertificates } from "../../local/certificates/development-certificates";
import { makeReadyKeys, READY_MADE } from "./ready-made";

/** Makes the certificates of a stand-in, and RSA keys, before any test: keys are most of what starting a stand-in costs. Jest's `globalSetup`. */
export default async function makeCertificates(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "iot-auth-test-certificates-"));
  await Promise.all([developmentCertificates({ folder }), makeReadyKeys(folder)]);
  process.env[READY_MADE] = folder;
}
