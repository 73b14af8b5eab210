import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { certificatesSchema } from "../../../config/certificates/certificates-schema";
import { describeProblem } from "../../../config/problem";
import {
  type Authority,
  createAuthority,
  createRequest,
  type KeyKind,
  signRequest,
} from "../../../identity/certificates/issue";
import { loadCertificates } from "../../../identity/certificates/load-certificates";
import type { SubjectFields } from "../../../identity/certificates/x509-library";

/** Makes a CA for a test. */
export const authority = (days = 365, kind: KeyKind = "P-256", commonName = "factory CA"): Promise<Authority> =>
  createAuthority({ subject: { commonName }, kind, days }, Date.now());

/** Makes a device's key, request and certificate, signed by a CA. */
export async function deviceOf(
  ca: Authority,
  subject: SubjectFields,
  { days = 30, kind = "P-256" as KeyKind } = {},
): Promise<{ readonly certificate: string; readonly key: string; readonly csr: string }> {
  const { csr, key } = await createRequest(subject, kind);
  return { certificate: await signRequest(csr, ca, { days, now: Date.now() }), key, csr };
}

/** Makes a temporary folder with files. `remove` deletes the folder. */
export function folderWith(files: Readonly<Record<string, string>>): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "iot-auth-certificates-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return { path, remove: () => rmSync(path, { recursive: true }) };
}

/** Returns the messages of the problems that `loadCertificates` finds. */
export async function complaintsAboutCertificates(certificates: object, folder = tmpdir()): Promise<string[]> {
  const { problems } = await loadCertificates(certificatesSchema.parse(certificates), folder);
  return problems.map(describeProblem);
}
