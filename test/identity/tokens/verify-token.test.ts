import { issueToken } from "../../../identity/tokens/issue-token";
import { isoTime, type TokenContext, verifyToken } from "../../../identity/tokens/verify-token";
import { keyPair } from "./key-pair";

const [first, second, stranger] = [keyPair(), keyPair(), keyPair()];
const NOW = Date.UTC(2027, 0, 1);
const CLAIMS = { sub: "dev1", aud: "printers-signed", exp: NOW / 1000 + 60 };
const user = { group: "printers", secrets: [] };
const context: TokenContext = {
  publicKeys: { "key-1": first.publicKey, "key-2": second.publicKey },
  audience: "printers-signed",
  users: [
    { ...user, name: "dev1" },
    { ...user, name: "off", disabled: true },
    { ...user, name: "over", expiresAt: "2027-01-01T00:00:00Z" },
    { ...user, name: "later", expiresAt: "2027-01-01T00:00:01Z" },
  ],
  now: new Date(NOW),
};

const check = (claims: object, key = second) =>
  verifyToken(issueToken({ ...CLAIMS, ...claims }, "key-2", key.privateKey), context);

describe("verifyToken", () => {
  it("accepts a valid token, and names the key that signed it", () => {
    expect(check({})).toEqual({ valid: true, problems: [], key: "key-2", claims: CLAIMS });
  });

  it.each([
    [
      "token-wrong-audience",
      { aud: "printers" },
      'It was made for the authorizer "printers"; this stack\'s is printers-signed.',
    ],
    ["token-expired", { exp: NOW / 1000 }, "It expired at 2027-01-01T00:00:00Z."],
    ["token-not-yet-valid", { nbf: NOW / 1000 + 1 }, "It is not valid before 2027-01-01T00:00:01Z."],
    ["unknown-user", { sub: "dev2" }, "There is no user dev2."],
    ["user-disabled", { sub: "off" }, "User off is disabled."],
    ["user-expired", { sub: "over" }, "User over expired at 2027-01-01T00:00:00Z."],
  ])("gives the reason and a sentence for %s", (reason, claims, message) => {
    expect(check(claims)).toMatchObject({ valid: false, key: "key-2", problems: [{ reason, message }] });
  });

  it("accepts a token in the second before its user expires and in which its nbf begins", () => {
    expect(check({ sub: "later", nbf: NOW / 1000 }).valid).toBe(true);
  });

  it("reports every problem at once", () => {
    const { problems } = check({ aud: "x", exp: 1, sub: "dev2" }, stranger);
    expect(problems.map(({ reason }) => reason)).toEqual([
      "signature-wrong",
      "token-wrong-audience",
      "token-expired",
      "unknown-user",
    ]);
    expect(problems[0]?.message).toBe(
      "The signature matches none of the configured keys (key-1, key-2). The token names key-2.",
    );
  });

  it("accepts a token for several authorizers, with an expiry that is not a whole second", () => {
    const claims = { ...CLAIMS, aud: ["another", CLAIMS.aud], exp: CLAIMS.exp + 0.5 };
    const signed = issueToken(claims, "key-2", second.privateKey);
    expect(verifyToken(signed, context)).toMatchObject({ valid: true, problems: [], claims });
  });

  it("refuses a token that was changed after it was signed", () => {
    const { token, signature } = issueToken(CLAIMS, "key-2", second.privateKey);
    const [header] = token.split(".");
    const forged = `${header}.${Buffer.from(JSON.stringify({ ...CLAIMS, exp: 4_000_000_000 })).toString("base64url")}`;
    expect(verifyToken({ token: forged, signature }, context)).toMatchObject({
      valid: false,
      problems: [{ reason: "signature-wrong" }],
    });
  });

  it.each([
    ["base64url", (signature: string) => `${signature.replaceAll("+", "-").replaceAll("/", "_").slice(0, -2)}-_`],
    ["no padding", (signature: string) => signature.replace(/=+$/, "").concat("A")],
    ["percent-encoding", (signature: string) => encodeURIComponent(signature)],
    ["no characters", () => ""],
    ["more characters than AWS accepts", () => "A".repeat(2564)],
  ])("reports a signature with %s as malformed, not as wrong", (_, spoil) => {
    const { token, signature } = issueToken(CLAIMS, "key-2", second.privateKey);
    expect(verifyToken({ token, signature: spoil(signature) }, context)).toMatchObject({
      valid: false,
      problems: [{ reason: "signature-malformed" }],
    });
  });

  it("refuses a signed text that is not a token", () => {
    const { signature } = issueToken(CLAIMS, "key-2", second.privateKey);
    const { problems, claims } = verifyToken({ token: "text", signature }, context);
    expect(problems.map(({ reason }) => reason)).toEqual(["signature-wrong", "token-malformed"]);
    expect(claims).toBeUndefined();
  });
});

describe("isoTime", () => {
  it("formats any number, also one beyond the range of Date", () => {
    expect([isoTime(0), isoTime(2 ** 52)]).toEqual(["1970-01-01T00:00:00Z", "4503599627370496 s after 1970"]);
  });
});
