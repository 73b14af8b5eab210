/** Where a stored secret came from: generated here, chosen by a person, or taken over from mosquitto. */
export type SecretKind = "generated" | "password" | "mosquitto";

const KINDS: Readonly<Record<string, SecretKind>> = {
  sha256: "generated",
  scrypt: "password",
  "pbkdf2-sha512": "mosquitto",
};

/**
 * The kind of a stored secret (PHC string).
 * @example secretKind("$scrypt$ln=15,r=8,p=1$…") // "password"
 */
export function secretKind(secret: string): SecretKind {
  return KINDS[secret.split("$")[1] ?? ""] ?? "password";
}
const BASE64_16_BYTES = "[A-Za-z0-9+/]{22}";
const BASE64_32_BYTES = "[A-Za-z0-9+/]{43}";
const SHA256 = new RegExp(`^\\$sha256\\$${BASE64_16_BYTES}\\$${BASE64_32_BYTES}$`);
const SCRYPT = new RegExp(
  `^\\$(scrypt\\$ln=([1-9]\\d*),r=([1-9]\\d*),p=([1-9]\\d*))(?:,pre=sha256)?\\$${BASE64_16_BYTES}\\$${BASE64_32_BYTES}$`,
);
const PBKDF2_PREFIX = "$pbkdf2-sha512$";
const PBKDF2 = /^\$(pbkdf2-sha512\$i=([1-9]\d{0,6}))\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{86}$/;

/**
 * Most PBKDF2 iterations the handler can afford: a tenth of a second of a fast core, about one at 256 MB, where Lambda gives a seventh
 * of a core. It is also what OWASP recommends, so there is no reason for more.
 */
export const MAX_PBKDF2_ITERATIONS = 210_000;

/** scrypt parameters the handler can afford within AWS's 5 seconds and a small function's memory. */
const SCRYPT_RANGE = { ln: [12, 16], r: [1, 8], p: [1, 2] } as const;

/** What kind a stored secret is, or what is wrong with it. Never quotes it. */
export type SecretCheck =
  | {
      readonly ok: true /** What a slow hash costs: `scrypt$ln=15,r=8,p=1`, with and without `pre=sha256`. */;
      readonly slow?: string;
    }
  | { readonly ok: false; readonly must: string };

/** Checks a stored secret (PHC string). */
export function checkSecret(secret: string): SecretCheck {
  if (SHA256.test(secret)) return { ok: true };
  if (secret.startsWith(PBKDF2_PREFIX)) return checkPbkdf2(secret);
  const [, work, ...numbers] = SCRYPT.exec(secret) ?? [];
  if (work === undefined) {
    return {
      ok: false,
      must: "be a whole PHC string: $sha256$… or $scrypt$ln=…,r=…,p=…$…, with 16 bytes of salt and 32 of hash",
    };
  }
  const inRange = Object.values(SCRYPT_RANGE).every(
    ([min, max], i) => min <= Number(numbers[i]) && Number(numbers[i]) <= max,
  );
  return inRange
    ? { ok: true, slow: work }
    : { ok: false, must: "have scrypt parameters within ln 12 to 16, r 1 to 8, p 1 to 2" };
}

/** Checks a hash taken over from a mosquitto password file: mosquitto salts with 12 bytes and makes hashes of 64. */
function checkPbkdf2(secret: string): SecretCheck {
  const [, work, iterations] = PBKDF2.exec(secret) ?? [];
  if (work === undefined) {
    return {
      ok: false,
      must: "be a whole PHC string: $pbkdf2-sha512$i=…$…, with 8 to 64 bytes of salt and 64 of hash",
    };
  }
  return Number(iterations) <= MAX_PBKDF2_ITERATIONS
    ? { ok: true, slow: work }
    : { ok: false, must: `have at most ${MAX_PBKDF2_ITERATIONS} PBKDF2 iterations` };
}
