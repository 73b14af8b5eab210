import fc from "fast-check";
import { decodeToken } from "../../../identity/tokens/decode-token";
import { parseToken } from "../../../lambda/token/parse-token";

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Returns the claims that the handler reads from a token; `undefined` if it refuses the token. */
function parsed(token: string): unknown {
  try {
    return parseToken(token);
  } catch {
    return undefined;
  }
}

const time = fc.oneof(fc.integer({ min: 1 }), fc.constantFrom(0, -1, 1.5, -0.5, 1e300, "1", null, undefined));
const claims = fc.record(
  {
    sub: fc.constantFrom<unknown>("dev1", "00:11:62:aa:bb:cc", "a b", "", 7),
    aud: fc.constantFrom<unknown>("printers", "", ["printers"], ["a", "b"], [], ["a", 7], {}, 7),
    exp: time,
    nbf: time,
    iat: time,
    jti: fc.string(),
  },
  { requiredKeys: ["sub", "aud", "exp"] },
);
const header = fc.record(
  { alg: fc.constantFrom("RS256", "RS256", "RS256", "none", "HS256"), kid: fc.string(), crit: fc.constant(["b64"]) },
  { requiredKeys: ["alg"] },
);

describe("decodeToken", () => {
  it("accepts the same tokens as the handler, with the same claims", () => {
    let read = 0;
    fc.assert(
      fc.property(header, claims, (head, body) => {
        const token = `${encode(head)}.${encode(body)}`;
        const handlers = parsed(token);
        if (handlers) read += 1;
        expect(decodeToken(token)?.claims).toEqual(handlers);
      }),
      { numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(0);
  });

  it.each([
    ["a text without a dot", "x"],
    ["three parts", `${encode({ alg: "RS256" })}.${encode({ sub: "a", aud: "b", exp: 1 })}.c2ln`],
    [
      "a byte order mark",
      `${Buffer.from('\ufeff{"alg":"RS256"}').toString("base64url")}.${encode({ sub: "a", aud: "b", exp: 1 })}`,
    ],
    [
      "claims in a member called __proto__",
      `${encode({ alg: "RS256" })}.${Buffer.from('{"__proto__":{"sub":"a","aud":"b","exp":1}}').toString("base64url")}`,
    ],
    [
      "too many characters",
      `${encode({ alg: "RS256", x: "x".repeat(5000) })}.${encode({ sub: "a", aud: "b", exp: 1 })}`,
    ],
  ])("and the handler both refuse %s", (_, token) => {
    expect([decodeToken(token), parsed(token)]).toEqual([undefined, undefined]);
  });
});
