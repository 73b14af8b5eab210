import { createHash, randomBytes, scrypt } from "node:crypto";

/** Bytes of randomness in a generated secret: 160 bits. */
const SECRET_BYTES = 20;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** scrypt's cost parameters for passwords chosen by people: 32 MiB of memory, about 70 ms on a fast core. */
const SCRYPT = { ln: 15, r: 8, p: 1 } as const;
/**
 * Longest key that HMAC, inside scrypt, uses unchanged; it hashes longer ones first. Bytes.
 * @see https://www.rfc-editor.org/rfc/rfc2104#section-2
 */
const HMAC_BLOCK_BYTES = 64;
/**
 * Prefix of long passwords before hashing. The handler has its own copy on purpose: tests compare the two
 * implementations.
 */
const PRE_HASH_DOMAIN = "iot-auth password before scrypt\0";
/** Scheme and parameters of `hashChosenPassword`, as `CompiledAccess.refusalWork` writes them. */
export const CHOSEN_PASSWORD_WORK = `scrypt$ln=${SCRYPT.ln},r=${SCRYPT.r},p=${SCRYPT.p}`;

/**
 * Returns a new secret of 160 random bits, in 32 characters of `a-z 2-7`, which need no escaping in any configuration
 * or shell.
 * @example generateSecret() // something like "k5n…", never shown again
 */
export function generateSecret(): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  const bits = [...randomBytes(SECRET_BYTES)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.replace(/.{5}/g, (five) => alphabet[Number.parseInt(five, 2)] ?? "");
}

/** Returns the PHC string of a generated secret: salted SHA-256, because 160 random bits cannot be guessed. */
export function hashGeneratedSecret(secret: string): string {
  const salt = randomBytes(SALT_BYTES);
  return `$sha256$${unpadded(salt)}$${unpadded(createHash("sha256").update(salt).update(secret, "utf8").digest())}`;
}

/**
 * Returns the PHC string of a password chosen by a person: scrypt with ln=15, r=8, p=1.
 *
 * A password longer than HMAC's block is hashed with a prefix first, recorded as `pre=sha256`: otherwise the SHA-256 of
 * the password would be accepted as well.
 * @param password Must have passed `checkPassword`
 */
export async function hashChosenPassword(password: Buffer): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const { ln, r, p } = SCRYPT;
  const long = password.length > HMAC_BLOCK_BYTES;
  const key = long ? createHash("sha256").update(PRE_HASH_DOMAIN).update(password).digest() : password;
  const hash = await new Promise<Buffer>((resolve, reject) =>
    scrypt(key, salt, HASH_BYTES, { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r }, (error, derived) =>
      error ? reject(error) : resolve(derived),
    ),
  );
  return `$scrypt$ln=${ln},r=${r},p=${p}${long ? ",pre=sha256" : ""}$${unpadded(salt)}$${unpadded(hash)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
