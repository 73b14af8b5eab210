import crypto from "node:crypto";
import fc from "fast-check";
import { checkSecret } from "../../../identity/users/check-secret";
import { Verifier } from "../../../lambda/verify/verify";

const SALT = "A".repeat(22);
const HASH = "B".repeat(43);
const scrypt = (parameters: string): string => `$scrypt$${parameters}$${SALT}$${HASH}`;

const WHOLE = "be a whole PHC string: $sha256$… or $scrypt$ln=…,r=…,p=…$…, with 16 bytes of salt and 32 of hash";

describe("checkSecret", () => {
  it("accepts a generated secret's hash, and not as a slow one", () => {
    expect(checkSecret(`$sha256$${SALT}$${HASH}`)).toEqual({ ok: true });
  });

  it.each(["ln=12,r=1,p=1", "ln=15,r=8,p=1", "ln=16,r=8,p=2"])(
    "accepts a chosen password's hash with %s",
    (parameters) => {
      expect(checkSecret(scrypt(parameters))).toEqual({ ok: true, slow: `scrypt$${parameters}` });
    },
  );

  it.each(["ln=11,r=8,p=1", "ln=17,r=8,p=1", "ln=15,r=9,p=1", "ln=15,r=8,p=3"])(
    "refuses scrypt parameters outside the range: %s",
    (parameters) => {
      expect(checkSecret(scrypt(parameters))).toEqual({
        ok: false,
        must: "have scrypt parameters within ln 12 to 16, r 1 to 8, p 1 to 2",
      });
    },
  );

  it.each([
    "",
    "password",
    `$sha256$${SALT}$${HASH.slice(1)}`,
    `$sha256$${SALT.slice(1)}$${HASH}`,
    `$sha256$${SALT}$${HASH}=`,
    `$sha256$${SALT}$${HASH}\n`,
    ` $sha256$${SALT}$${HASH}`,
    `$sha512$${SALT}$${HASH}`,
    scrypt("ln=15,r=8"),
    scrypt("r=8,ln=15,p=1"),
    scrypt("ln=015,r=8,p=1"),
    scrypt("ln=15,r=8,p=1").slice(0, -1),
  ])("refuses a text that is not a complete PHC string: %j", (secret) => {
    expect(checkSecret(secret)).toEqual({ ok: false, must: WHOLE });
  });

  it("accepts exactly the scrypt hashes that the handler verifies, with the parameters that the handler uses", async () => {
    const slow: jest.SpyInstance = jest.spyOn(crypto, "scrypt");
    slow.mockImplementation((...given) => given.at(-1)(null, Buffer.alloc(32)));
    const digits = fc.stringMatching(/^[0-9]{1,3}$/);
    await fc.assert(
      fc.asyncProperty(digits, digits, digits, async (ln, r, p) => {
        const secret = scrypt(`ln=${ln},r=${r},p=${p}`);
        slow.mockClear();
        await new Verifier({}).verify([secret], Buffer.from("any"));
        const costs = slow.mock.calls.map(([, , , options]) => options);
        const read = expect.objectContaining({ N: 2 ** Number(ln), r: Number(r), p: Number(p) });
        expect(costs).toEqual(checkSecret(secret).ok ? [read] : []);
      }),
      {
        numRuns: 2000,
        examples: [
          ["15", "8", "1"],
          ["16", "8", "2"],
          ["17", "8", "1"],
          ["015", "8", "1"],
        ],
      },
    );
    slow.mockRestore();
  });
});
