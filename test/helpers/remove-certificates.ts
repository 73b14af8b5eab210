import { rm } from "node:fs/promises";
import { RUN, type TestRun } from "./ready-certificates";

/** Closes and removes what `ready-certificates.ts` made. Jest's `globalTeardown`. */
export default async function removeCertificates(): Promise<void> {
  const { programs, folders = [] } = (globalThis as { [RUN]?: TestRun })[RUN] ?? {};
  await programs?.close();
  // A process that a test has just killed may still write into a folder, so removing it is tried several times.
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
}
