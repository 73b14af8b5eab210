import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developmentCertificates } from "../../local/certificates/development-certificates";
import { makeReadyKeys, READY_MADE } from "./ready-made";
import { type SharedPrograms, serveSharedPrograms } from "./shared/serve-shared-programs";

/**
 * Key of the {@link TestRun} on `globalThis`, where `globalSetup` leaves it for `globalTeardown`: jest runs both in one
 * process.
 */
export const RUN = Symbol.for("iot-auth.test-run");

/** What `globalSetup` made and `globalTeardown` closes and removes. */
export interface TestRun {
  readonly programs: SharedPrograms;
  /** The folder that {@link READY_MADE} names, and the folder for temporary files. */
  readonly folders: readonly string[];
}

/**
 * Makes a stand-in's certificates and RSA keys before any test, and starts the server that lends programs to tests:
 * making keys is most of the work of starting a stand-in, and starting programs is most of the work of a deployment.
 * Jest's `globalSetup`.
 *
 * Temporary files of the run are in a folder of the run, which is removed at the end. Otherwise tsx would keep each
 * compiled file, such as each configuration of each test, in /tmp for a week, and list all of them whenever it compiles
 * another file.
 */
export default async function makeCertificates(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "iot-auth-test-certificates-"));
  // Short, since the path of a socket may have at most 104 bytes on macOS.
  const temporary = await mkdtemp(join(tmpdir(), "t-"));
  // The mode of /tmp: tests also run programs as another user, who reads the test's files and writes temporary files.
  await chmod(temporary, 0o1777);
  await Promise.all([developmentCertificates({ folder }), makeReadyKeys(folder)]);
  process.env[READY_MADE] = folder;
  process.env.TMPDIR = temporary;
  const run: TestRun = { programs: await serveSharedPrograms(folder), folders: [folder, temporary] };
  Object.assign(globalThis, { [RUN]: run });
}
