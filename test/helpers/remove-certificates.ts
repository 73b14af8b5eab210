import { rm } from "node:fs/promises";
import { READY_MADE } from "./ready-made";

/** Jest's `globalTeardown`, for what `ready-certificates.ts` makes. */
export default async function removeCertificates(): Promise<void> {
  const folder = process.env[READY_MADE];
  if (folder) await rm(folder, { recursive: true, force: true });
}
