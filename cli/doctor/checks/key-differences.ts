import { checkPublicKey, type PublicKey } from "../../../config/public-key";

/**
 * How the public keys that AWS verifies tokens with differ from those of the configuration, and what that means for tokens. Keys are
 * compared, not texts: the same key may be wrapped and indented otherwise.
 * @param there PEM by name, as AWS has them
 * @param here As configured
 * @returns One phrase for each key that differs; empty if none does
 * @example keyDifferences({ "key-1": otherPem }, { "key-1": key })
 *   // ["key-1 is another key there (SHA-256 5a1e…) than here (9b40…), so tokens that ours signs are refused"]
 */
export function keyDifferences(
  there: Readonly<Record<string, string>>,
  here: Readonly<Record<string, PublicKey>>,
): string[] {
  const names = [...new Set([...Object.keys(here), ...Object.keys(there)])].sort();
  return names.flatMap((name) => {
    const [theirs, ours] = [there[name], here[name]];
    if (theirs === undefined) return [`public key ${name} is missing there, so tokens that it signs are refused`];
    if (ours === undefined) return [`public key ${name} is there and not configured, so tokens that it signs are good`];
    const check = checkPublicKey(theirs);
    if (!check.ok) return [`public key ${name} there must ${check.rule.must}`];
    if (check.key.fingerprint === ours.fingerprint) return [];
    const [one, other] = [short(check.key), short(ours)];
    return [
      `${name} is another key there (SHA-256 ${one}) than here (${other}), so tokens that ours signs are refused`,
    ];
  });
}

/** Enough to tell keys apart; `openssl pkey -pubin -in FILE -outform DER | sha256sum` begins with it. */
const short = ({ fingerprint }: PublicKey): string => fingerprint.slice(0, 12);
