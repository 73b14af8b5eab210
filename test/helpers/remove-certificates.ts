import { rm } from "node:fs/promises";
import { SHARED } from "./ready-certificates";
import { READY_MADE } from "./ready-made";
import type { SharedPrograms } from "./shared/serve-shared-programs";

/** Jest's `globalTeardown`, for what `ready-certificates.ts` makes. */
export default async function removeCertificates(): Promise<void> {
  await (globalThis as { [SHARED]?: SharedPrograms })[SHARED]?.close();
  const folder = process.env[READY_MADE];
  if (folder) await rm(folder, { recursive: true, force: true });
}
