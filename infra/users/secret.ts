import { createHash, randomBytes, scrypt } from "node:crypto";

/** Bytes of randomness in a generated secret: 160 bits. */
const SECRET_BYTES = 20;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** scrypt's cost for passwords chosen by people: 32 MiB of memory, some 70 ms of a fast core. */
const SCRYPT = { ln: 15, r: 8, p: 1 } as const;
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

/** The PHC string under which a password chosen by a person is stored: scrypt with ln=15, r=8, p=1. */
export async function hashChosenPassword(password: Buffer): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const { ln, r, p } = SCRYPT;
  const hash = await new Promise<Buffer>((resolve, reject) =>
    scrypt(password, salt, HASH_BYTES, { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
