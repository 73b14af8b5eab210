import { timingSafeEqual } from "node:crypto";
import { VerificationMemory } from "./memory";
import { pbkdf2Sha512 } from "./pbkdf2";
import { scrypt } from "./scrypt";
import { sha256 } from "./sha256";

/**
 * The secret that is checked for unknown users: salted and well-formed, but no password matches it, since its hash is
 * all zeros.
 */
const NOBODY = `$sha256$${"A".repeat(22)}$${"A".repeat(43)}`;
const DECOY_SALT = Buffer.alloc(16);

/** Checks passwords against stored secrets, so that the duration of a refusal does not depend on the user. */
export class Verifier {
  /**
   * @param refusalWork slow checks that every refusal performs; see `CompiledAccess.refusalWork`
   * @param memory remembers successful slow checks; `null` to check every time
   */
  constructor(
    private readonly refusalWork: Readonly<Record<string, number>>,
    private readonly memory: VerificationMemory | null = new VerificationMemory(),
  ) {}

  /**
   * Whether the password matches one of the stored secrets (PHC strings).
   * @param secrets `undefined` for an unknown user: the check takes as long as for a wrong password, and always fails
   */
  async verify(secrets: readonly string[] | undefined, password: Buffer): Promise<boolean> {
    const stored = secrets ?? [NOBODY];
    // All fast checks come first: during a rotation, a login with the new secret must not perform a slow check of the
    // old secret every time.
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
      // Stryker disable next-line StringLiteral: only the type of a split text needs these defaults.
      const [scheme = "", parameters = ""] = work.split("$");
      for (let i = done[work] ?? 0; i < count; i++) await slowHash(scheme, parameters, password, DECOY_SALT);
    }
  }
}

/**
 * Returns the key of a stored secret in `refusalWork`: scheme and parameters, without `pre=sha256`, which takes hardly
 * any time.
 */
function workKey({ scheme, parameters }: Phc): string {
  return `${scheme}$${parameters.replace(/,pre=sha256$/, "")}`;
}

/**
 * Returns a slow hash; `undefined` for another scheme, or for parameters that the function has no memory or time for.
 */
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
 * Parses a PHC string.
 * @returns `undefined` if the text is not a PHC string
 * @example parsePhc("$sha256$c2FsdA$aGFzaA")
 */
export function parsePhc(text: string): Phc | undefined {
  const match = /^\$([a-z0-9-]{1,32})(?:\$([a-z0-9=,-]+))?\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text);
  if (!match) return undefined;
  // Stryker disable next-line StringLiteral: only parameters may be missing from a match; tests check their default.
  const [, scheme = "", parameters = "", salt = "", hash = ""] = match;
  return { scheme, parameters, salt: Buffer.from(salt, "base64"), hash: Buffer.from(hash, "base64") };
}
