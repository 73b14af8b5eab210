import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import type { FieldRule } from "./schema/setting-fields";
import { iotAuth } from "./text/command-line";

/** Minimum size of a key in bits. @see https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html */
export const MIN_KEY_BITS = 2048;
/** Maximum length of a public key in characters of PEM. @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateAuthorizer.html */
const MAX_PEM_CHARACTERS = 5120;

/** A public key that AWS accepts. */
export interface PublicKey {
  /** Normalized PEM, which is the same text for the same key. */
  readonly pem: string;
  readonly bits: number;
  /** SHA-256 of the key in hexadecimal, which is the same for the same key. */
  readonly fingerprint: string;
}

/** A valid key, or the rule that it breaks. */
export type PublicKeyCheck =
  | { readonly ok: true; readonly key: PublicKey }
  | { readonly ok: false; readonly rule: FieldRule };

/** Whether a text is meant to be PEM. Other texts are paths. */
export function isPem(text: string): boolean {
  return text.includes("-----BEGIN");
}

/**
 * Checks a public key in PEM form. Indentation and Windows line ends are removed. The rules never quote the text, which may be a private key by
 * mistake.
 * @example checkPublicKey("-----BEGIN PUBLIC KEY-----\nMIIB…") // { ok: true, key: { bits: 3072, … } }
 */
export function checkPublicKey(text: string): PublicKeyCheck {
  if (/PRIVATE KEY/.test(text)) {
    return wrong(
      "be a public key, not a private one",
      `If this is in git or was sent to anyone, make another: ${iotAuth("keys", "create", "NAME")}. The public half of one that is still secret: openssl pkey -in FILE -pubout`,
    );
  }
  if (text.length > MAX_PEM_CHARACTERS) {
    return wrong(
      `be at most ${MAX_PEM_CHARACTERS} characters`,
      "AWS accepts no longer key; RSA keys of 4096 bits fit.",
    );
  }
  const pem = text
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim();
  if (!pem.startsWith("-----BEGIN PUBLIC KEY-----") || !pem.endsWith("-----END PUBLIC KEY-----")) {
    return wrong(
      "be a public key in PEM form, from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----",
      "From a certificate: openssl x509 -in FILE -pubkey -noout. From an RSA PUBLIC KEY: openssl rsa -RSAPublicKey_in -in FILE -pubout",
    );
  }
  const key = parse(pem);
  if (!key) return wrong("be a public key that can be read", "Copy the whole file again, or give its path.");
  if (key.asymmetricKeyType !== "rsa") {
    return wrong(
      "be an RSA key",
      `This one is ${key.asymmetricKeyType}; AWS accepts RSA only. To make one: ${iotAuth("keys", "create", "NAME")}`,
    );
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MIN_KEY_BITS) {
    return wrong(
      `have ${MIN_KEY_BITS} bits or more`,
      `This one has ${bits}. To make one of 3072: ${iotAuth("keys", "create", "NAME")}`,
    );
  }
  return { ok: true, key: describe(key, bits) };
}

/** Returns the public key of a private key. */
export function publicHalf(privateKey: KeyObject): PublicKey {
  const key = createPublicKey(privateKey);
  return describe(key, key.asymmetricKeyDetails?.modulusLength ?? 0);
}

function describe(key: KeyObject, bits: number): PublicKey {
  const fingerprint = createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
  return { pem: key.export({ type: "spki", format: "pem" }).toString(), bits, fingerprint };
}

function parse(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

function wrong(must: string, remedy: string): PublicKeyCheck {
  return { ok: false, rule: { must, remedy, hidden: true } };
}
