import { keyDifferences } from "../../../../cli/doctor/checks/key-differences";
import { keyPair } from "../../../identity/tokens/key-pair";

const [one, other] = [keyPair().publicKey, keyPair().publicKey];
const begin = (text: string) => text.slice(0, 12);

describe("comparing the public keys at AWS with those of the configuration", () => {
  it("finds the same key in another writing no different", () => {
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
      `a is another key there (SHA-256 ${begin(other.fingerprint)}) than here (${begin(one.fingerprint)}), so tokens that ours signs are refused`,
      "public key b is missing there, so tokens that it signs are refused",
      "public key c is there and not configured, so tokens that it signs are good",
      "public key d there must be a public key in PEM form, from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----",
    ]);
  });
});
