import { rm } from "node:fs/promises";
import { RUN, type TestRun } from "./ready-certificates";

/** Jest's `globalTeardown`, for what `ready-certificates.ts` makes. */
export default async function removeCertificates(): Promise<void> {
  const { programs, folders = [] } = (globalThis as { [RUN]?: TestRun })[RUN] ?? {};
  await programs?.close();
  // A process that a test has just killed may still write.
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
}
