import type { KeyObject } from "node:crypto";
import { Described, type Problem } from "../../config/problem";

/** Fewest bits of an RSA key. @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
const RSA_BITS = 2048;

/** Curves by the names that Node.js has for them, and those that people know. */
const CURVES: Readonly<Record<string, string>> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

/** What is wrong with the public key of a certificate or a request: AWS takes RSA of 2,048 bits or more, and three curves. */
export function keyProblem(path: string, key: KeyObject): Problem | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const remedy = `Make another key: RSA of ${RSA_BITS} bits or more, or a curve of ${Object.values(CURVES).join(", ")}.`;
  if (type === "rsa") {
    const bits = details?.modulusLength ?? 0;
    if (bits >= RSA_BITS) return undefined;
    return { path, must: `have an RSA key of ${RSA_BITS} bits or more`, got: new Described(`${bits} bits`), remedy };
  }
  if (type === "ec" && CURVES[details?.namedCurve ?? ""] !== undefined) return undefined;
  const got = new Described(type === "ec" ? `the curve ${details?.namedCurve}` : String(type));
  return { path, must: "have an RSA key or one of a curve that AWS takes", got, remedy };
}
