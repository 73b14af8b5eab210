import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developmentCertificates } from "../../local/certificates/development-certificates";
import { makeReadyKeys, READY_MADE } from "./ready-made";
import { type SharedPrograms, serveSharedPrograms } from "./shared/serve-shared-programs";

/** What a run has for itself, between `globalSetup` and `globalTeardown`, which jest runs in one process. */
export const RUN = Symbol.for("iot-auth.test-run");

/** See {@link RUN}. */
export interface TestRun {
  readonly programs: SharedPrograms;
  /** What {@link READY_MADE} names, and the folder for temporary files. */
  readonly folders: readonly string[];
}

/**
 * Makes the certificates of a stand-in, and RSA keys, before any test, and lends the programs that tests take turns with: keys are most of what
 * starting a stand-in costs, and starting programs most of what a deployment does. Jest's `globalSetup`.
 *
 * Temporary files of the run have a folder of their own, which is removed with all that tests leave in it. Above all tsx keeps there what it
 * compiles, each configuration of each test among it, for a week, and looks through all of that whenever it compiles one more.
 */
export default async function makeCertificates(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "iot-auth-test-certificates-"));
  // Short, since the paths of sockets are short, too: 104 bytes at most on macOS.
  const temporary = await mkdtemp(join(tmpdir(), "t-"));
  // As in /tmp: tests also run programs as another user, who reads the test's files and writes temporary files.
  await chmod(temporary, 0o1777);
  await Promise.all([developmentCertificates({ folder }), makeReadyKeys(folder)]);
  process.env[READY_MADE] = folder;
  process.env.TMPDIR = temporary;
  const run: TestRun = { programs: await serveSharedPrograms(folder), folders: [folder, temporary] };
  Object.assign(globalThis, { [RUN]: run });
}
