/**
 * Patterns of texts that differ from run to run. Each distinct text is replaced by a numbered text of the same form.
 */
const VOLATILE: readonly (readonly [found: RegExp, numbered: (n: number) => string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (n) => `00000000-0000-4000-8000-${hex(n, 12)}`],
  // Public keys, in JSON texts within JSON texts.
  [/(?<=-----BEGIN PUBLIC KEY-----(?:\\+n))[A-Za-z0-9+/=\\]{100,}?(?=\\+n-----END)/g, (n) => `public key ${n}`],
  // The SDK's name of a role session.
  [/(?<=aws-go-sdk-)\d+/g, () => "1"],
  // SHA-256 in base64, of zips.
  [/[A-Za-z0-9+/]{43}=/g, (n) => `${String(n).padStart(43, "A")}=`],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, () => "2027-01-01T00:00:00Z"],
  // Digests of code, secrets and members.
  [/(?<=\b(?:secrets |digest )|": ?")[0-9a-f]{16,32}(?=[")\s])/g, (n) => hex(n, 20)],
  [/AROA[A-Z0-9]{16,17}/g, (n) => `AROA${String(n).padStart(17, "0")}`],
  // Host names and numbers that the stand-in generates.
  [/d[0-9a-z]{15,25}-ats(?=\.iot\.)/g, (n) => `d${String(n).padStart(20, "0")}-ats`],
  [/(?<=domainconfiguration\/[\w-]+\/)[0-9a-z]{5}/g, (n) => String(n).padStart(5, "0")],
  [/(?<="source_code_size": ?)\d+/g, () => "10000"],
  [/(?<="terraform_version": ?")[\d.]+/g, () => "1.11.4"],
];

function hex(n: number, length: number): string {
  return n.toString(16).padStart(length, "0");
}

/**
 * Replaces everything in a plan and its synthesis that differs from run to run or from machine to machine. The result
 * changes only if the stack, Terraform or the provider changes.
 * @param texts JSON; equal texts in several of them are replaced by the same text
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

/** Returns plans and syntheses in the form that is recorded: scrubbed, and in a fixed order. */
export function recordedForm(texts: readonly string[]): Record<string, unknown>[] {
  return scrub(texts).map((text) => {
    const json: Record<string, unknown> & { relevant_attributes?: object[] } = JSON.parse(text);
    // Terraform writes this list in another order each time.
    json.relevant_attributes?.sort((one: object, other: object) =>
      JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
    );
    return json;
  });
}
