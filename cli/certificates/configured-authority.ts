import type { X509Certificate } from "node:crypto";
import type { AuthoritySettings } from "../../config/certificates";
import type { ResolvedStack } from "../../config/schema";
import { isSignedBy, parseCertificate, readPem } from "../../identity/certificates";
import type { Project } from "../project";

/** A CA that a stack of the configuration names, with its certificate. */
export interface ConfiguredAuthority {
  readonly name: string;
  readonly stack: ResolvedStack;
  readonly settings: AuthoritySettings;
  readonly x509: X509Certificate;
}

/** Every CA of the stacks whose certificate can be read. The synthesis reports those that cannot. */
export async function configuredAuthorities(
  stacks: readonly ResolvedStack[],
  folder: string,
): Promise<ConfiguredAuthority[]> {
  const found: ConfiguredAuthority[] = [];
  for (const stack of stacks) {
    for (const [name, settings] of Object.entries(stack.settings.certificates?.authorities ?? {})) {
      const reading = await readPem(name, settings.certificate, "CERTIFICATE", folder);
      const x509 = reading.ok ? parseCertificate(reading.block) : undefined;
      if (x509) found.push({ name, stack, settings, x509 });
    }
  }
  return found;
}

/** The CA of the configuration that has this certificate. */
export async function findConfiguredAuthority(
  { stacks, configFolder }: Pick<Project, "stacks" | "configFolder">,
  { fingerprint256 }: X509Certificate,
): Promise<ConfiguredAuthority | undefined> {
  const known = await configuredAuthorities(stacks, configFolder);
  return known.find(({ x509 }) => x509.fingerprint256 === fingerprint256);
}

/** The CA among these that signed a device's certificate; `undefined` if none did. */
export function issuerOf(
  certificate: X509Certificate,
  authorities: readonly ConfiguredAuthority[],
): ConfiguredAuthority | undefined {
  return authorities.find(({ x509 }) => isSignedBy(certificate, x509));
}
