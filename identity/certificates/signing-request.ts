import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Problem } from "../../config/problem";
import { keyProblem } from "./check-certificate";
import type { PemBlock } from "./pem";

/** Hash function of each signature algorithm, by the algorithm's object identifier in DER (RFC 4055, RFC 5758). */
const HASHES: Readonly<Record<string, string>> = {
  "2a864886f70d01010b": "sha256",
  "2a864886f70d01010c": "sha384",
  "2a864886f70d01010d": "sha512",
  "2a8648ce3d040302": "sha256",
  "2a8648ce3d040303": "sha384",
  "2a8648ce3d040304": "sha512",
};

const TAG = { integer: 0x02, bits: 0x03, identifier: 0x06, sequence: 0x30 } as const;

/**
 * Returns the problem with a certificate signing request: it cannot be parsed, it is not signed with its own key, or
 * AWS does not support its key.
 */
export async function requestProblem(path: string, block: PemBlock): Promise<Problem | undefined> {
  const remedy = "Copy the whole file again: openssl req -in FILE -noout -verify must accept it.";
  try {
    const { publicKey, isSigned } = readSigningRequest(block.der);
    const weak = keyProblem(path, publicKey);
    if (weak) return weak;
    if (isSigned ?? (await (await import("./x509-library")).isSignedRequest(block))) return undefined;
    return { path, must: "be signed by its own key", remedy };
  } catch {
    return { path, must: "be a certificate signing request that can be read", remedy };
  }
}

/**
 * The parts of a request that are checked. They are parsed without the certificate library, to keep synthesis fast with
 * a thousand requests.
 */
interface SigningRequest {
  readonly publicKey: KeyObject;
  /** Whether the request is signed with its own key; `undefined` if the algorithm is not in {@link HASHES}. */
  readonly isSigned: boolean | undefined;
}

/**
 * Parses a certificate signing request (PKCS #10).
 * @throws {Error} if the bytes are not a request
 * @see https://www.rfc-editor.org/rfc/rfc2986#section-4.2
 */
function readSigningRequest(der: Buffer): SigningRequest {
  const whole = element(der, 0, der.length, TAG.sequence);
  const info = element(der, whole.content, whole.end, TAG.sequence);
  const algorithm = element(der, info.end, whole.end, TAG.sequence);
  const signature = element(der, algorithm.end, whole.end, TAG.bits);
  if (whole.end !== der.length || signature.end !== whole.end || der[signature.content] !== 0)
    throw new Error("no request");
  const version = element(der, info.content, info.end, TAG.integer);
  const subject = element(der, version.end, info.end, TAG.sequence);
  const key = element(der, subject.end, info.end, TAG.sequence);
  const publicKey = createPublicKey({ key: der.subarray(subject.end, key.end), format: "der", type: "spki" });
  const identifier = element(der, algorithm.content, algorithm.end, TAG.identifier);
  const hash = HASHES[der.subarray(identifier.content, identifier.end).toString("hex")];
  const signed = der.subarray(whole.content, info.end);
  return {
    publicKey,
    isSigned:
      hash === undefined
        ? undefined
        : verify(hash, signed, publicKey, der.subarray(signature.content + 1, signature.end)),
  };
}

/**
 * Returns the offsets at which the content of a DER element begins and the element ends.
 * @throws {Error} if there is no complete element with this tag before `limit`
 */
function element(
  der: Buffer,
  at: number,
  limit: number,
  tag: number,
): { readonly content: number; readonly end: number } {
  const first = der[at + 1];
  if (der[at] !== tag || first === undefined) throw new Error("another element");
  const bytes = first < 0x80 ? 0 : first & 0x7f;
  if (bytes > 4 || first === 0x80) throw new Error("no definite length");
  const content = at + 2 + bytes;
  const length = bytes === 0 ? first : der.readUIntBE(at + 2, bytes);
  if (content + length > limit) throw new Error("longer than what it is in");
  return { content, end: content + length };
}
