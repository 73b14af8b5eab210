import fc from "fast-check";
import { parseToken } from "../../../lambda/token/parse-token";
import { CLAIMS, makeToken, part } from "./make-token";

const malformed = expect.objectContaining({ reason: "token-malformed" });
const header = part({ alg: "RS256", typ: "JWT" });
const latin1 = (value: unknown): string => Buffer.from(JSON.stringify(value), "latin1").toString("base64url");

describe("parseToken", () => {
  it("returns the claims of a token", () => {
    expect(parseToken(makeToken({ nbf: 1, iat: 2, jti: "x" }))).toEqual({ ...CLAIMS, nbf: 1, iat: 2, jti: "x" });
  });

  it("accepts a token without the optional claims, and with unknown claims", () => {
    expect(parseToken(makeToken({ scope: "all" }))).toEqual({ ...CLAIMS, scope: "all" });
  });

  it.each([
    ["nothing", ""],
    ["one part", header],
    ["a signature of its own", `${makeToken()}.c2ln`],
    ["an empty signature, as an unsigned JWT has it", `${makeToken()}.`],
    ["a third part that could be claims", `${makeToken()}.${part(CLAIMS)}`],
    ["claims in its third part only", `${header}.${part({})}.${part(CLAIMS)}`],
    ["an empty part", `.${part(CLAIMS)}`],
    ["padding", `${header}.${part({ ...CLAIMS, jti: "a" }).padEnd(200, "=")}`],
    ["a space at its end", `${makeToken()} `],
    ["a newline at its end", `${makeToken()}\n`],
    ["standard base64", `${header}.${Buffer.from(JSON.stringify({ ...CLAIMS, jti: "ÿÿÿ>>>" })).toString("base64")}`],
    ["bits behind the last byte", `${header.slice(0, -1)}${header.endsWith("Q") ? "R" : "Z"}.${part(CLAIMS)}`],
    ["a part that is no JSON", `${header}.${Buffer.from("claims").toString("base64url")}`],
    ["a part that is not UTF-8", `${header}.${Buffer.from('{"sub":"\xff"}', "latin1").toString("base64url")}`],
    ["claims that are right but for bytes that are not UTF-8", `${header}.${latin1({ ...CLAIMS, jti: "\xff" })}`],
    [
      "a header that is right but for bytes that are not UTF-8",
      `${latin1({ alg: "RS256", kid: "\xff" })}.${part(CLAIMS)}`,
    ],
    ["a byte order mark", `${Buffer.from('\ufeff{"alg":"RS256"}').toString("base64url")}.${part(CLAIMS)}`],
    ["null for claims", `${header}.${part(null)}`],
    ["a list for claims", `${header}.${part([CLAIMS])}`],
    ["text for a header", `${part("RS256")}.${part(CLAIMS)}`],
    ["null for a header", `${part(null)}.${part(CLAIMS)}`],
    ["a number for claims", `${header}.${part(7)}`],
  ])("refuses a token with %s", (_, text) => {
    expect(() => parseToken(text)).toThrow(malformed);
  });

  it.each(["none", "HS256", "RS512", "rs256", undefined, null, ["RS256"]])(
    "refuses a token whose header says that the algorithm is %j",
    (alg) => {
      expect(() => parseToken(makeToken({}, { alg }))).toThrow(malformed);
    },
  );

  it("refuses a token whose header asks for rules it does not know", () => {
    expect(() => parseToken(makeToken({}, { crit: ["b64"], b64: false }))).toThrow(malformed);
  });

  it.each([
    ["sub", [undefined, null, "", 7, ["dev1"], "a b", "*", "dev1?x", "x".repeat(129)]],
    ["aud", [undefined, null, 7, {}, ["printers-signed", 7], [["printers-signed"]]]],
    ["exp", [undefined, null, "1767225600", -1, -0.5, 2 ** 53, 1e300, true, [1]]],
    ["nbf", [null, "0", -1, 2 ** 53, 1e300]],
    ["iat", [null, "0", -1, 2 ** 53, 1e300]],
  ])("refuses a token with a wrong %s", (claim, values) => {
    for (const value of values) expect(() => parseToken(makeToken({ [claim]: value }))).toThrow(malformed);
  });

  it.each([
    ["aud", [[], ["printers-signed"], ["another", "printers-signed"]]],
    ["exp", [0, 0.5, 1_767_225_600.123, Number.MAX_SAFE_INTEGER]],
    ["nbf", [0, 1.5]],
    ["iat", [0, 1.5]],
  ])("accepts every form that RFC 7519 allows for %s", (claim, values) => {
    for (const value of values)
      expect(parseToken(makeToken({ [claim]: value }))).toEqual({ ...CLAIMS, [claim]: value });
  });

  it("accepts a token of 6,144 characters and refuses a longer one", () => {
    // Base64url texts never have a length of 4n + 1. Headers and claims differ by up to two characters, so some pair
    // has the length.
    const tokens = (length: number) =>
      ["k", "ke", "key"]
        .flatMap((kid) => {
          const about = Math.floor(((length - makeToken({ jti: "" }, { kid }).length) * 3) / 4);
          return [-1, 0, 1, 2].map((more) => makeToken({ jti: "x".repeat(about + more) }, { kid }));
        })
        .filter((text) => text.length === length);
    expect(tokens(6144)).not.toEqual([]);
    for (const text of tokens(6144)) expect(parseToken(text).sub).toBe("dev1");
    expect(tokens(6145)).not.toEqual([]);
    for (const text of tokens(6145)) expect(() => parseToken(text)).toThrow(malformed);
  });

  it("refuses every other text, and never throws another error than a refusal", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.jsonValue(), fc.jsonValue()).map((p) => p.map(part).join(".")),
        ),
        (text) => {
          expect(() => parseToken(text)).toThrow(malformed);
        },
      ),
    );
  });
});
