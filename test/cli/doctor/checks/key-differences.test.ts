import { keyDifferences } from "../../../../cli/doctor/checks/key-differences";
import { keyPair } from "../../../identity/tokens/key-pair";

const [one, other] = [keyPair().publicKey, keyPair().publicKey];
const begin = (text: string) => text.slice(0, 12);

describe("comparing the public keys at AWS with those of the configuration", () => {
  it("finds no difference between two PEM texts of the same key", () => {
    const rewritten = one.pem
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}\r`)
      .join("\n");
    const body = one.pem.replace(/-----.*-----|\n/g, "");
    const oneLine = `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----`;
    expect(keyDifferences({ a: one.pem, b: rewritten, c: oneLine }, { a: one, b: one, c: one })).toEqual([]);
  });

  it("names each key that differs, how, and what it means for tokens", () => {
    const there = { a: other.pem, c: one.pem, d: "no key", e: other.pem };
    expect(keyDifferences(there, { a: one, b: other, d: one, e: other })).toEqual([
      `public key a in AWS (SHA-256 ${begin(other.fingerprint)}) is not the configured one (${begin(one.fingerprint)}), so tokens of the configured one are refused`,
      "public key b is missing in AWS, so tokens that it signs are refused",
      "public key c is in AWS and not configured, so tokens that it signs are accepted",
      "public key d in AWS must be a public key in PEM form, from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----",
    ]);
  });
});
