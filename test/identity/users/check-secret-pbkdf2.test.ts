import { checkSecret, MAX_PBKDF2_ITERATIONS } from "../../../identity/users/check-secret";

const SALT = "8qiUjhnfQ0+jS2s1";
const HASH = "A".repeat(86);
const MUST_BE_WHOLE = "be a whole PHC string: $pbkdf2-sha512$i=…$…, with 8 to 64 bytes of salt and 64 of hash";

describe("a stored PBKDF2 hash", () => {
  it.each([1, 101, 1000, MAX_PBKDF2_ITERATIONS])("is accepted with %i iterations, as a slow hash", (iterations) => {
    expect(checkSecret(`$pbkdf2-sha512$i=${iterations}$${SALT}$${HASH}`)).toEqual({
      ok: true,
      slow: `pbkdf2-sha512$i=${iterations}`,
    });
  });

  it("is refused with more iterations than the maximum", () => {
    expect(checkSecret(`$pbkdf2-sha512$i=${MAX_PBKDF2_ITERATIONS + 1}$${SALT}$${HASH}`)).toEqual({
      ok: false,
      must: "have at most 210000 PBKDF2 iterations",
    });
  });

  it.each([
    ["no iterations", `$pbkdf2-sha512$i=0$${SALT}$${HASH}`],
    ["a number of eight digits", `$pbkdf2-sha512$i=${"9".repeat(8)}$${SALT}$${HASH}`],
    ["a truncated hash", `$pbkdf2-sha512$i=101$${SALT}$${HASH.slice(1)}`],
    ["a hash with padding", `$pbkdf2-sha512$i=101$${SALT}$${HASH}==`],
    ["a salt of 7 bytes", `$pbkdf2-sha512$i=101$${"A".repeat(10)}$${HASH}`],
    ["a salt of 65 bytes", `$pbkdf2-sha512$i=101$${"A".repeat(87)}$${HASH}`],
  ])("is refused with %s", (_, secret) => {
    expect(checkSecret(secret)).toEqual({ ok: false, must: MUST_BE_WHOLE });
  });
});
