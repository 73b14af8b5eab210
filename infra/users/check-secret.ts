const BASE64_16_BYTES = "[A-Za-z0-9+/]{22}";
const BASE64_32_BYTES = "[A-Za-z0-9+/]{43}";
const SHA256 = new RegExp(`^\\$sha256\\$${BASE64_16_BYTES}\\$${BASE64_32_BYTES}$`);
const SCRYPT = new RegExp(`^\\$(scrypt\\$ln=(\\d+),r=(\\d+),p=(\\d+))\\$${BASE64_16_BYTES}\\$${BASE64_32_BYTES}$`);

/** scrypt parameters the handler can afford within AWS's 5 seconds and a small function's memory. */
const SCRYPT_RANGE = { ln: [12, 16], r: [1, 8], p: [1, 2] } as const;

/** What kind a stored secret is, or what is wrong with it. Never quotes it. */
export type SecretCheck =
  | { readonly ok: true /** `scrypt$ln=15,r=8,p=1` for a slow hash. */; readonly slow?: string }
  | { readonly ok: false; readonly must: string };

/** Checks a stored secret (PHC string). */
export function checkSecret(secret: string): SecretCheck {
  if (SHA256.test(secret)) return { ok: true };
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
