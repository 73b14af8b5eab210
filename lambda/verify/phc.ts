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
