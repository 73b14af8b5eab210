import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { Described, hide, type Problem } from "../../config/problem";
import { isPem } from "../../config/public-key";
import { readGivenFile } from "../../config/read-given-file";
import { decodeText } from "../../config/text";

/** Label of a PEM block. */
export type PemKind = "CERTIFICATE" | "CERTIFICATE REQUEST";

/**
 * Maximum length of each in AWS's API, characters.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCertificate.html
 */
const MOST_CHARACTERS = { CERTIFICATE: 65_536, "CERTIFICATE REQUEST": 4096 } as const;

const WORDS = { CERTIFICATE: "a certificate", "CERTIFICATE REQUEST": "a certificate signing request" } as const;

/** A certificate or a request in a normalized form: the same certificate always gives the same text. */
export interface PemBlock {
  /** Ends with a line feed, like the certificates that AWS returns. */
  readonly pem: string;
  readonly der: Buffer;
}

/** A PEM block, or the problem with it. */
export type PemReading =
  | { readonly ok: true; readonly block: PemBlock }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Reads a certificate or a request from a PEM text or a file. A private key is refused, and no message quotes it.
 * @param path Name of the setting in messages
 * @param value PEM text, or path of a file
 * @param folder Start of relative paths: the configuration's folder
 */
export async function readPem(path: string, value: string, kind: PemKind, folder: string): Promise<PemReading> {
  if (isPem(value)) return checkPem(path, value, kind, hide(value));
  const bytes = await readGivenFile(resolve(folder, value)).catch(
    (error: NodeJS.ErrnoException) => error.code ?? "unknown",
  );
  if (typeof bytes === "string") {
    return refuse(path, `be a file that can be read`, new Described(`${value} (${bytes})`), PATHS);
  }
  return checkPem(path, decodeText(bytes) ?? "", kind, value);
}

const PATHS = "A path starts at the configuration's folder.";

/**
 * Checks a PEM text, which must contain one block. Text before and after the block, which `openssl` may write, is
 * ignored.
 * @param got What messages show in place of the text
 */
export function checkPem(path: string, text: string, kind: PemKind, got: unknown): PemReading {
  if (/PRIVATE KEY-----/.test(text)) {
    const remedy = "Remove the private key from this file. If it is in git or was sent to anyone, make a new key.";
    return refuse(path, `be ${WORDS[kind]}, not a private key`, got, remedy);
  }
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g)];
  const [block] = blocks;
  const label = block?.[1] === "NEW CERTIFICATE REQUEST" ? "CERTIFICATE REQUEST" : block?.[1];
  if (block === undefined || label !== kind) {
    const found = block === undefined ? "" : ` It holds ${label === "CERTIFICATE" ? "a certificate" : `"${label}"`}.`;
    return refuse(path, `hold ${WORDS[kind]} in PEM form`, got, `It begins with -----BEGIN ${kind}-----.${found}`);
  }
  if (blocks.length > 1) {
    const remedy = "Keep the first; AWS needs no chain.";
    return refuse(path, `hold one block`, new Described(`${blocks.length} blocks`), remedy);
  }
  const made = toPem(Buffer.from(block[2]?.replace(/\s/g, "") ?? "", "base64"), kind);
  if (made.pem.length > MOST_CHARACTERS[kind]) {
    return refuse(
      path,
      `be at most ${MOST_CHARACTERS[kind]} characters`,
      made.pem.length,
      "AWS accepts no longer text.",
    );
  }
  return { ok: true, block: made };
}

/** Returns the PEM block of a DER encoding. */
export function toPem(der: Buffer, kind: PemKind): PemBlock {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return { der, pem: [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ""].join("\n") };
}

/** Returns the first 12 hexadecimal digits of a block's SHA-256, which tell a thing's certificates apart in a plan. */
export function shortDigest({ der }: PemBlock): string {
  return createHash("sha256").update(der).digest("hex").slice(0, 12);
}

function refuse(path: string, must: string, got: unknown, remedy: string): PemReading {
  return { ok: false, problem: { path, must, got, remedy } };
}
