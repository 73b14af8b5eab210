/** What differs from one run to the next, by shape; each distinct text becomes a numbered one of the same shape. */
const VOLATILE: readonly (readonly [found: RegExp, numbered: (n: number) => string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (n) => `00000000-0000-4000-8000-${hex(n, 12)}`],
  // Public keys, in texts within texts.
  [/(?<=-----BEGIN PUBLIC KEY-----(?:\\+n))[A-Za-z0-9+/=\\]{100,}?(?=\\+n-----END)/g, (n) => `public key ${n}`],
  // What the SDK calls a session with a role.
  [/(?<=aws-go-sdk-)\d+/g, () => "1"],
  // SHA-256 in base64, of zips.
  [/[A-Za-z0-9+/]{43}=/g, (n) => `${String(n).padStart(43, "A")}=`],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, () => "2027-01-01T00:00:00Z"],
  // Digests of code, of secrets, of members.
  [/(?<=\b(?:secrets |digest )|": ?")[0-9a-f]{16,32}(?=[")\s])/g, (n) => hex(n, 20)],
  [/AROA[A-Z0-9]{16,17}/g, (n) => `AROA${String(n).padStart(17, "0")}`],
  // Host names and numbers that the stand-in makes up.
  [/d[0-9a-z]{15,25}-ats(?=\.iot\.)/g, (n) => `d${String(n).padStart(20, "0")}-ats`],
  [/(?<=domainconfiguration\/[\w-]+\/)[0-9a-z]{5}/g, (n) => String(n).padStart(5, "0")],
  [/(?<="source_code_size": ?)\d+/g, () => "10000"],
  [/(?<="terraform_version": ?")[\d.]+/g, () => "1.11.4"],
];

function hex(n: number, length: number): string {
  return n.toString(16).padStart(length, "0");
}

/**
 * A plan and the synthesis that belongs to it, without anything that differs from one run to the next or from one machine to another: what
 * is left changes only when the stack, Terraform or the provider does.
 * @param texts JSON; what is the same in several of them stays the same
 */
export function scrub(texts: readonly string[]): string[] {
  const between = "\u0000";
  const whole = VOLATILE.reduce((text, [found, numbered]) => {
    const known = new Map<string, string>();
    return text.replace(found, (match) => {
      const replacement = known.get(match) ?? numbered(known.size + 1);
      known.set(match, replacement);
      return replacement;
    });
  }, texts.join(between));
  return whole.split(between);
}

/** Plans and syntheses as they are recorded: scrubbed, and in an order that is the same each time. */
export function recordedForm(texts: readonly string[]): Record<string, unknown>[] {
  return scrub(texts).map((text) => {
    const json: Record<string, unknown> & { relevant_attributes?: object[] } = JSON.parse(text);
    // Terraform writes them in another order each time.
    json.relevant_attributes?.sort((one: object, other: object) =>
      JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
    );
    return json;
  });
}
