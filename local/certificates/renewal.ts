import { X509Certificate } from "node:crypto";
import { isIP, SocketAddress } from "node:net";
import type { KeyKind } from "./issuing";

/** Certificates that expire within this time are replaced, milliseconds: 30 days. */
const RENEW_BEFORE = 30 * 86_400_000;

/** Node.js's names of the kinds of keys. */
const KEY_TYPES: Readonly<Record<KeyKind, string>> = { ecdsa: "ec", rsa: "rsa" };

/**
 * Whether a certificate authority can be kept: of this kind, and valid for more than 30 days.
 * @param now milliseconds since 1970
 */
export function isAuthorityGood(kind: KeyKind, certificate: string, now: number): boolean {
  const authority = new X509Certificate(certificate);
  return authority.ca && isOfKind(kind, authority) && isValidFor(authority, now);
}

/**
 * Whether a server's key can be kept: of this kind, with a certificate that this authority issued and that is valid for
 * more than 30 days. The hosts in the certificate are not compared.
 * @param now milliseconds since 1970
 */
export function isServerKeyGood(kind: KeyKind, certificate: string, authority: string, now: number): boolean {
  const server = new X509Certificate(certificate);
  const issuer = new X509Certificate(authority);
  return (
    isOfKind(kind, server) && server.checkIssued(issuer) && server.verify(issuer.publicKey) && isValidFor(server, now)
  );
}

/** Whether a server certificate is for these hosts and no others. */
export const isForHosts = (certificate: string, hosts: readonly string[]): boolean =>
  hostsOf(new X509Certificate(certificate)) === [...hosts].map(canonical).sort().join();

const isOfKind = (kind: KeyKind, { publicKey }: X509Certificate): boolean =>
  publicKey.asymmetricKeyType === KEY_TYPES[kind];

const isValidFor = (certificate: X509Certificate, now: number): boolean =>
  Date.parse(certificate.validFrom) <= now && now + RENEW_BEFORE < Date.parse(certificate.validTo);

function hostsOf({ subjectAltName = "" }: X509Certificate): string {
  const names = subjectAltName.split(", ").map((name) => name.replace(/^(DNS|IP Address):/, ""));
  return names.map(canonical).sort().join();
}

/** The common spelling of a host: lower case, and IPv6 addresses such as `::1` in their shortest form. */
function canonical(host: string): string {
  return isIP(host) === 6 ? new SocketAddress({ address: host, family: "ipv6" }).address : host.toLowerCase();
}
