import { checkPublicKey, type PublicKey } from "../../../config/public-key";

/**
 * How the public keys with which AWS verifies tokens differ from those of the configuration, and what that means for
 * tokens. Keys are compared, not texts: line breaks and indentation of a PEM text do not matter.
 * @param there PEM by name, from AWS
 * @param here Keys by name, from the configuration
 * @returns One phrase for each key that differs; empty if none does
 * @example keyDifferences({ "key-1": otherPem }, { "key-1": key })
 *   // returns one phrase: public key key-1 in AWS (SHA-256 5a1e…) is not the configured one (9b40…), …
 */
export function keyDifferences(
  there: Readonly<Record<string, string>>,
  here: Readonly<Record<string, PublicKey>>,
): string[] {
  const names = [...new Set([...Object.keys(here), ...Object.keys(there)])].sort();
  return names.flatMap((name) => {
    const [theirs, ours] = [there[name], here[name]];
    if (theirs === undefined) return [`public key ${name} is missing in AWS, so tokens that it signs are refused`];
    if (ours === undefined)
      return [`public key ${name} is in AWS and not configured, so tokens that it signs are accepted`];
    const check = checkPublicKey(theirs);
    if (!check.ok) return [`public key ${name} in AWS must ${check.rule.must}`];
    if (check.key.fingerprint === ours.fingerprint) return [];
    const [one, other] = [short(check.key), short(ours)];
    return [
      `public key ${name} in AWS (SHA-256 ${one}) is not the configured one (${other}), so tokens of the configured one are refused`,
    ];
  });
}

/**
 * Enough of the fingerprint to distinguish keys; the output of `openssl pkey -pubin -in FILE -outform DER | sha256sum`
 * begins with it.
 */
const short = ({ fingerprint }: PublicKey): string => fingerprint.slice(0, 12);
