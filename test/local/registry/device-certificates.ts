import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  type JsonName,
  PemConverter,
  Pkcs10CertificateRequestGenerator,
  type SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

cryptoProvider.set(webcrypto);

const ALGORITHMS = {
  ecdsa: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  rsa: { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
} as const;
export type KeyKind = keyof typeof ALGORITHMS;

const DAY = 86_400_000;

/** Settings of a certificate. Without any, it is valid and for the device `sensor-1`. */
export interface CertificateWishes {
  readonly subject?: string | JsonName;
  /** Kind of the key. @default "ecdsa" */
  readonly kind?: KeyKind;
  /** Beginning of the validity, in days from now. @default -1 */
  readonly from?: number;
  /** End of the validity, in days from now. @default 30 */
  readonly until?: number;
  readonly alternativeNames?: SubjectAlternativeNameExtension;
  /** Keys of the certificate. @default - new ones */
  readonly keys?: webcrypto.CryptoKeyPair;
}

/** A device's certificate and key, PEM. */
export interface DeviceFiles {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority made for a test. Its key is kept only in memory. */
export interface TestAuthority {
  readonly pem: string;
  issue(wishes?: CertificateWishes): Promise<DeviceFiles>;
}

export const makeKeys = (kind: KeyKind = "ecdsa"): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(ALGORITHMS[kind], true, ["sign", "verify"]);

/** Makes an authority, or with `ca: false` a self-signed certificate that is no authority. */
export async function makeAuthority(
  options: { readonly name?: string; readonly ca?: boolean; readonly kind?: KeyKind; readonly until?: number } = {},
): Promise<TestAuthority> {
  const {
    name = `CN=Test CA ${randomBytes(4).toString("hex")}`,
    ca = true,
    kind: own = "ecdsa",
    until = 3650,
  } = options;
  const keys = await makeKeys(own);
  const authority = await X509CertificateGenerator.createSelfSigned({
    keys,
    signingAlgorithm: ALGORITHMS[own],
    serialNumber: serialNumber(),
    name,
    notBefore: new Date(Date.now() - 2 * DAY),
    notAfter: new Date(Date.now() + until * DAY),
    extensions: [new BasicConstraintsExtension(ca, undefined, true)],
  });
  return {
    pem: `${authority.toString("pem")}\n`,
    async issue({
      subject = "CN=sensor-1",
      kind = "ecdsa",
      from = -1,
      until = 30,
      alternativeNames,
      keys: given,
    } = {}) {
      const device = given ?? (await makeKeys(kind));
      const certificate = await X509CertificateGenerator.create({
        publicKey: device.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHMS[own],
        serialNumber: serialNumber(),
        issuer: authority.subject,
        subject,
        notBefore: new Date(Date.now() + from * DAY),
        notAfter: new Date(Date.now() + until * DAY),
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          ...(alternativeNames === undefined ? [] : [alternativeNames]),
        ],
      });
      return { cert: `${certificate.toString("pem")}\n`, key: await keyPem(device.privateKey) };
    },
  };
}

const keyPem = async (key: webcrypto.CryptoKey): Promise<string> =>
  `${PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;

/** Makes a certificate signing request and its key, PEM. */
export async function makeRequest(
  subject = "CN=sensor-1",
  kind: KeyKind = "ecdsa",
): Promise<{ csr: string; key: string }> {
  const keys = await makeKeys(kind);
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys,
    signingAlgorithm: ALGORITHMS[kind],
  });
  return { csr: `${request.toString("pem")}\n`, key: await keyPem(keys.privateKey) };
}

const serialNumber = (): string => `4${randomBytes(15).toString("hex")}1`;
