import { generateKeyPairSync } from "node:crypto";
import { checkPublicKey, isPem, publicHalf } from "../../config/public-key";
import { keyPair } from "../identity/tokens/key-pair";

const pair = keyPair();
const { pem } = pair.publicKey;

function ruleOf(text: string): string {
  const check = checkPublicKey(text);
  if (check.ok) throw new Error("the key was accepted");
  return `${check.rule.must}. ${check.rule.remedy}`;
}

describe("checkPublicKey", () => {
  it("accepts an RSA key of 2,048 bits and returns its size and fingerprint", () => {
    expect(checkPublicKey(pem)).toEqual({
      ok: true,
      key: { pem, bits: 2048, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it.each([
    ["Windows line ends", pem.replaceAll("\n", "\r\n")],
    ["indentation, as in a template literal", `\n    ${pem.replaceAll("\n", "\n      ")}`],
    ["no newline at its end", pem.trimEnd()],
  ])("returns the same PEM for a key with %s", (_, text) => {
    expect(checkPublicKey(text)).toEqual(checkPublicKey(pem));
  });

  it.each([
    ["PKCS#8", pair.privatePem],
    ["PKCS#1", pair.privateKey.export({ type: "pkcs1", format: "pem" }).toString()],
    ["a public key followed by a private one", pem + pair.privatePem],
    ["an encrypted one", ["BEGIN", "END"].map((word) => `-----${word} ENCRYPTED PRIVATE KEY-----`).join("\nabc\n")],
  ])("recognizes a private key: %s", (_, text) => {
    expect(ruleOf(text)).toMatch(/^be a public key, not a private one\. .*keys create/);
  });

  it.each([
    ["a certificate", "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----", "openssl x509"],
    ["PKCS#1", "-----BEGIN RSA PUBLIC KEY-----\nabc\n-----END RSA PUBLIC KEY-----", "openssl rsa"],
    ["half a key", pem.slice(0, 200), "in PEM form"],
    ["text", "key", "in PEM form"],
    ["nothing", "", "in PEM form"],
    ["a key with a hole", pem.replace(/\n.{64}\n/, "\n"), "that can be read"],
    ["too long a key", pem.padEnd(5121), "at most 5120 characters"],
  ])("refuses %s, and says what to do", (_, text, hint) => {
    expect(ruleOf(text)).toContain(hint);
  });

  it("refuses a key that is not RSA", () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    expect(ruleOf(publicKey.export({ type: "spki", format: "pem" }).toString())).toContain("This one is ec");
  });

  it("refuses a key of fewer than 2,048 bits", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2040 });
    expect(ruleOf(publicHalf(privateKey).pem)).toContain("have 2048 bits or more. This one has 2040");
  });

  it("never quotes the given text", () => {
    for (const text of [pair.privatePem, pem.slice(0, 300)]) {
      for (const line of text.split("\n").filter((part) => part.length > 30)) expect(ruleOf(text)).not.toContain(line);
    }
  });
});

describe("isPem", () => {
  it.each([
    [true, pem],
    [true, pair.privatePem],
    [false, "keys/key-1.public.pem"],
    [false, ""],
  ])("is %j for a text that is meant to be a key", (expected, text) => {
    expect(isPem(text)).toBe(expected);
  });
});
