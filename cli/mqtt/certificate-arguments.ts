import { X509Certificate } from "node:crypto";
import { resolve } from "node:path";
import { ConfigurationError, Described, type Problem } from "../../config/problem";
import { readGivenFile } from "../../config/read-given-file";
import type { Io } from "../io";
import { missing } from "./login-arguments";

/** Options that name a certificate to log in with, as typed: paths of PEM files. */
export interface CertificateArguments {
  readonly cert?: string;
  readonly key?: string;
}

/** A certificate to log in with. It holds the private key and must never be printed. */
export interface ClientCertificate {
  /** The certificate as PEM. */
  readonly cert: string;
  /** The private key as PEM. Secret. */
  readonly key: string;
  /** Its common name, which is the thing's name where just-in-time provisioning made the thing. */
  readonly commonName?: string;
}

/** ALPN protocol for client certificates on port 443. @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
export const CERTIFICATE_ALPN = "x-amzn-mqtt-ca";

/** Whether the arguments ask for a login with a certificate instead of a user name. */
export function usesCertificate({ cert, key }: CertificateArguments): boolean {
  return cert !== undefined || key !== undefined;
}

/** Problems of a login with a certificate: `--cert` or `--key` is missing, or an option of another kind of login is given. */
export function certificateProblems(
  args: CertificateArguments & {
    readonly username?: string;
    readonly token?: string;
    readonly passwordStdin?: boolean;
    readonly tokenStdin?: boolean;
    readonly websocket?: boolean;
  },
): Problem[] {
  const others = [
    ["--username", args.username !== undefined],
    ["--password-stdin", args.passwordStdin === true],
    ["--token", args.token !== undefined],
    ["--token-stdin", args.tokenStdin === true],
    ["--websocket", args.websocket === true],
  ] as const;
  return [
    ...(args.cert === undefined ? [missing("--cert", "It is the certificate that the key belongs to.")] : []),
    ...(args.key === undefined ? [missing("--key", "It is the private key of the certificate.")] : []),
    ...others
      .filter(([, given]) => given)
      .map(([path]) => ({
        path,
        must: "not be given together with --cert",
        remedy: "A device logs in either with a certificate over MQTT, or with a user name or a token; leave one out.",
      })),
  ];
}

/**
 * Reads a certificate and its key. No message quotes the key.
 * @throws {ConfigurationError} if a file cannot be read or holds something else, or the two do not belong together
 */
export async function readClientCertificate(
  args: CertificateArguments,
  { cwd }: Pick<Io, "cwd">,
): Promise<ClientCertificate> {
  const cert = await readPemFile("--cert", args.cert ?? "", cwd, /-----BEGIN CERTIFICATE-----/, "a certificate");
  const key = await readPemFile("--key", args.key ?? "", cwd, /-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key");
  const { createPrivateKey } = await import("node:crypto");
  let certificate: X509Certificate;
  let belongs: boolean;
  try {
    certificate = new X509Certificate(cert);
    belongs = certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    const remedy =
      "Check both with: openssl x509 -in FILE -noout, and openssl pkey -in FILE -noout. The key must have no password.";
    throw refused("--cert", "be a certificate, with a key, that can be read", args.cert, remedy);
  }
  if (!belongs) {
    const remedy = "Give the key that the certificate's request was made with.";
    throw refused("--key", "be the key of the certificate", args.key, remedy);
  }
  const [, commonName] = /(?:^|\n)CN=(.+)(?:\n|$)/.exec(certificate.subject) ?? [];
  return { cert, key, ...(commonName === undefined ? {} : { commonName }) };
}

async function readPemFile(path: string, file: string, cwd: string, begin: RegExp, what: string): Promise<string> {
  const remedy = `Give a PEM file with ${what}.`;
  const text = await readGivenFile(resolve(cwd, file), { openPipe: true }).then(
    String,
    (error: NodeJS.ErrnoException) => {
      throw refused(path, "name a file that can be read", new Described(`${file} (${error.code})`), remedy);
    },
  );
  if (begin.test(text)) return text;
  throw refused(path, `name a file with ${what} in PEM form`, file, remedy);
}

function refused(path: string, must: string, got: unknown, remedy: string): ConfigurationError {
  return new ConfigurationError([{ path, must, got, remedy }]);
}
