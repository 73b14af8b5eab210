import { createHash, randomBytes, scrypt } from "node:crypto";

/** Bytes of randomness in a generated secret: 160 bits. */
const SECRET_BYTES = 20;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** scrypt's cost for passwords chosen by people: 32 MiB of memory, some 70 ms of a fast core. */
const SCRYPT = { ln: 15, r: 8, p: 1 } as const;
/** Longest password that HMAC, inside scrypt, takes as it is, bytes. @see https://www.rfc-editor.org/rfc/rfc2104#section-2 */
const HMAC_BLOCK_BYTES = 64;
/** As in the handler, whose code is not used here so that either can catch the other's mistakes. */
const PRE_HASH_DOMAIN = "iot-auth password before scrypt\0";
/** Scheme and parameters of `hashChosenPassword`, as `CompiledAccess.refusalWork` writes them. */
export const CHOSEN_PASSWORD_WORK = `scrypt$ln=${SCRYPT.ln},r=${SCRYPT.r},p=${SCRYPT.p}`;

/**
 * A new secret of 160 random bits, in 32 characters of `a-z 2-7`: safe to type into a device and to paste anywhere.
 * @example generateSecret() // something like "k5n…", never shown again
 */
export function generateSecret(): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  const bits = [...randomBytes(SECRET_BYTES)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.replace(/.{5}/g, (five) => alphabet[Number.parseInt(five, 2)] ?? "");
}

/** The PHC string under which a generated secret is stored: salted SHA-256, since guessing 160 bits is hopeless. */
export function hashGeneratedSecret(secret: string): string {
  const salt = randomBytes(SALT_BYTES);
  return `$sha256$${unpadded(salt)}$${unpadded(createHash("sha256").update(salt).update(secret, "utf8").digest())}`;
}

/**
 * The PHC string under which a password chosen by a person is stored: scrypt with ln=15, r=8, p=1.
 *
 * One that is longer than HMAC's block is hashed beforehand, recorded as `pre=sha256`: otherwise its plain SHA-256 would log in as well.
 * @param password As `checkPassword` accepts it
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
