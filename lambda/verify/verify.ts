import { timingSafeEqual } from "node:crypto";
import { VerificationMemory } from "./memory";
import { pbkdf2Sha512 } from "./pbkdf2";
import { scrypt } from "./scrypt";
import { sha256 } from "./sha256";

/** A stand-in for "no such user": salted, well-formed, and matched by nothing since its hash is all zeroes. */
const NOBODY = `$sha256$${"A".repeat(22)}$${"A".repeat(43)}`;
const DECOY_SALT = Buffer.alloc(16);

/** Checks passwords against stored secrets so that the time a refusal takes does not depend on whom it refuses. */
export class Verifier {
  /**
   * @param refusalWork Slow checks that every refusal performs; see `CompiledAccess.refusalWork`.
   * @param memory Where successful slow checks are remembered; `null` to check every time.
   */
  constructor(
    private readonly refusalWork: Readonly<Record<string, number>>,
    private readonly memory: VerificationMemory | null = new VerificationMemory(),
  ) {}

  /**
   * Whether the password belongs to one of the stored secrets (PHC strings).
   * @param secrets `undefined` for an unknown user: costs what a wrong password costs, and is never right.
   */
  async verify(secrets: readonly string[] | undefined, password: Buffer): Promise<boolean> {
    const stored = secrets ?? [NOBODY];
    // All quick checks come first: during a rotation, the new secret of a user must not cost a slow check of the old one every time.
    if (stored.some((secret) => this.#matchesQuickly(secret, password))) return true;
    const done: Record<string, number> = {};
    for (const secret of stored) {
      if (await this.#matchesSlowly(secret, password, done)) return true;
    }
    await this.#topUp(password, done);
    return false;
  }

  #matchesQuickly(secret: string, password: Buffer): boolean {
    const stored = parsePhc(secret);
    if (!stored) return false;
    if (stored.scheme === "sha256") return equal(sha256(password, stored.salt), stored.hash);
    return this.memory?.has(secret, password) ?? false;
  }

  async #matchesSlowly(secret: string, password: Buffer, done: Record<string, number>): Promise<boolean> {
    const stored = parsePhc(secret);
    if (!stored) return false;
    const work = workKey(stored);
    const hash = await slowHash(stored.scheme, stored.parameters, password, stored.salt);
    done[work] = (done[work] ?? 0) + 1;
    const matches = hash !== undefined && equal(hash, stored.hash);
    if (matches) this.memory?.add(secret, password);
    return matches;
  }

  async #topUp(password: Buffer, done: Readonly<Record<string, number>>): Promise<void> {
    for (const [work, count] of Object.entries(this.refusalWork)) {
      // Stryker disable next-line StringLiteral: the type of a split text has these defaults; the key of a work has both parts.
      const [scheme = "", parameters = ""] = work.split("$");
      for (let i = done[work] ?? 0; i < count; i++) await slowHash(scheme, parameters, password, DECOY_SALT);
    }
  }
}

/** The key of a stored secret in `refusalWork`: scheme and parameters, without the hash beforehand, which costs next to nothing. */
function workKey({ scheme, parameters }: Phc): string {
  return `${scheme}$${parameters.replace(/,pre=sha256$/, "")}`;
}

/** `undefined` for a hash that is not slow, that this function does not know, or that it cannot afford. */
async function slowHash(
  scheme: string,
  parameters: string,
  password: Buffer,
  salt: Buffer,
): Promise<Buffer | undefined> {
  if (scheme === "scrypt") return scrypt(password, salt, parameters);
  if (scheme === "pbkdf2-sha512") return pbkdf2Sha512(password, salt, parameters);
  return undefined;
}

function equal(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * A stored secret: `$<scheme>[$<parameters>]$<salt>$<hash>`, salt and hash in base64 without padding.
 * @see https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
 */
export interface Phc {
  readonly scheme: string;
  /** As written, `""` if there are none: `ln=15,r=8,p=1`. */
  readonly parameters: string;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/**
 * Takes a PHC string apart.
 * @returns `undefined` if it is not one
 * @example parsePhc("$sha256$c2FsdA$aGFzaA")
 */
export function parsePhc(text: string): Phc | undefined {
  const match = /^\$([a-z0-9-]{1,32})(?:\$([a-z0-9=,-]+))?\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text);
  if (!match) return undefined;
  // Stryker disable next-line StringLiteral: only the parameters may be missing from a match, and tests hold their default.
  const [, scheme = "", parameters = "", salt = "", hash = ""] = match;
  return { scheme, parameters, salt: Buffer.from(salt, "base64"), hash: Buffer.from(hash, "base64") };
}
