import { randomBytes, webcrypto } from "node:crypto";
import type { Pkcs10CertificateRequest, PublicKey } from "@peculiar/x509";
import { invalidRequest } from "../../local-errors";

const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: "SHA-256",
} as const;
/**
 * Issuer of the certificates that AWS issues, and the subject of those that it issues without a certificate signing
 * request.
 */
const AMAZON = "OU=Amazon Web Services O=Amazon.com Inc. L=Seattle ST=Washington C=US";
const AWS_SUBJECT = "CN=AWS IoT Certificate";
/** Expiry of every certificate that AWS IoT issues. */
const NOT_AFTER = new Date("2049-12-31T23:59:59Z");
/** Keys that AWS accepts. */
const MIN_RSA_BITS = 2048;
const CURVES = ["P-256", "P-384", "P-521"];

/**
 * Loads the library for the first certificate: most stand-ins issue none, and loading would take most of the time of
 * their start.
 */
async function library(): Promise<typeof import("@peculiar/x509")> {
  await import("reflect-metadata");
  return await import("@peculiar/x509");
}

/**
 * Issues certificates in place of Amazon's certificate authority: for certificate signing requests, and for keys that
 * it creates. The authority's own key is created with the first certificate and kept in memory.
 * @example
 * const { pem } = await new AmazonAuthority().sign(csr, Date.now());
 */
export class AmazonAuthority {
  private keys: Promise<webcrypto.CryptoKeyPair> | undefined;

  /**
   * Signs a certificate signing request.
   * @param now milliseconds since 1970
   * @throws AwsError `InvalidRequestException` for text that is not a request, a wrong signature, and a key that AWS
   * IoT does not accept
   * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateCertificateFromCsr.html
   */
  async sign(csrPem: string, now: number): Promise<string> {
    const request = await readRequest(csrPem);
    if (request === undefined || !(await request.verify().catch(() => false))) {
      throw invalidRequest("certificateSigningRequest must be a PKCS #10 request in PEM format with a valid signature");
    }
    checkKey(request.publicKey);
    return this.issue(request.publicKey, request.subject, now);
  }

  /** Creates an RSA key of 2,048 bits and a certificate for it, all as PEM. @param now milliseconds since 1970 */
  async create(
    now: number,
  ): Promise<{ readonly pem: string; readonly publicKey: string; readonly privateKey: string }> {
    const { PemConverter } = await library();
    const { publicKey, privateKey } = await createKeys();
    const encoded = await webcrypto.subtle.exportKey("pkcs8", privateKey);
    return {
      pem: await this.issue(publicKey, AWS_SUBJECT, now),
      publicKey: `${PemConverter.encode(await webcrypto.subtle.exportKey("spki", publicKey), "PUBLIC KEY")}\n`,
      privateKey: `${PemConverter.encode(encoded, "PRIVATE KEY")}\n`,
    };
  }

  private async issue(publicKey: PublicKey | webcrypto.CryptoKey, subject: string, now: number): Promise<string> {
    const x509 = await library();
    this.keys ??= createKeys();
    const keys = await this.keys;
    const certificate = await x509.X509CertificateGenerator.create({
      publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: RSA,
      serialNumber: `4${randomBytes(15).toString("hex")}0`,
      issuer: [{ OU: [AMAZON] }],
      subject: subject === "" ? AWS_SUBJECT : subject,
      // Two minutes ago, so that a device whose clock is slightly behind accepts the certificate.
      notBefore: new Date(now - 120_000),
      notAfter: NOT_AFTER,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return `${certificate.toString("pem")}\n`;
  }
}

const createKeys = (): Promise<webcrypto.CryptoKeyPair> => webcrypto.subtle.generateKey(RSA, true, ["sign", "verify"]);

async function readRequest(pem: string): Promise<Pkcs10CertificateRequest | undefined> {
  const x509 = await library();
  try {
    return new x509.Pkcs10CertificateRequest(pem);
  } catch {
    return undefined;
  }
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
function checkKey({ algorithm }: PublicKey): void {
  const { name, modulusLength, namedCurve } = algorithm as {
    name: string;
    modulusLength?: number;
    namedCurve?: string;
  };
  const good = name.startsWith("RSA") ? (modulusLength ?? 0) >= MIN_RSA_BITS : CURVES.includes(namedCurve ?? "");
  if (!good) {
    throw invalidRequest(
      `The key of certificateSigningRequest must be RSA of ${MIN_RSA_BITS} bits or more, or on ${CURVES.join(", ")}`,
    );
  }
}
