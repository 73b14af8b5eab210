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
