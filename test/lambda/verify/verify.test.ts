import crypto, { createHash, randomBytes, scryptSync } from "node:crypto";
import fc from "fast-check";
import { checkSecret } from "../../../identity/users/check-secret";
import { Verifier } from "../../../lambda/verify/verify";

/** The lowest allowed cost, since these tests count calls and do not measure them. */
const CHEAP = { ln: 12, r: 1, p: 1 };

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}

function generated(secret: string | Buffer): string {
  const salt = randomBytes(16);
  return `$sha256$${unpadded(salt)}$${unpadded(createHash("sha256").update(salt).update(secret).digest())}`;
}

function chosen(password: string | Buffer, { ln, r, p } = CHEAP): string {
  const salt = randomBytes(16);
  const hash = scryptSync(password, salt, 32, { N: 2 ** ln, r, p });
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`;
}

const bytes = (text: string): Buffer => Buffer.from(text);

let slowCalls: jest.SpyInstance;
beforeEach(() => {
  slowCalls = jest.spyOn(crypto, "scrypt");
});
afterEach(() => {
  slowCalls.mockRestore();
});

/** Returns the cost parameters of every slow call so far, as sorted texts. */
function costs(): string[] {
  return slowCalls.mock.calls.map(([, , length, { N, r, p }]) => `${N} ${r} ${p} ${length}`).sort();
}

describe("a right password", () => {
  it("accepts a generated secret and refuses any other", async () => {
    const verifier = new Verifier({});
    const secrets = [generated("right")];

    expect(await verifier.verify(secrets, bytes("right"))).toBe(true);
    expect(await verifier.verify(secrets, bytes("right "))).toBe(false);
    expect(await verifier.verify(secrets, bytes(""))).toBe(false);
  });

  it("accepts a chosen password and refuses any other", async () => {
    const verifier = new Verifier({});
    const secrets = [chosen("right")];

    expect(await verifier.verify(secrets, bytes("right"))).toBe(true);
    expect(await verifier.verify(secrets, bytes("Right"))).toBe(false);
  });

  it("accepts either of two secrets, so that a device can move from one to the other", async () => {
    const verifier = new Verifier({});
    const secrets = [chosen("old"), generated("new")];

    expect(await verifier.verify(secrets, bytes("old"))).toBe(true);
    expect(await verifier.verify(secrets, bytes("new"))).toBe(true);
    expect(await verifier.verify(secrets, bytes("other"))).toBe(false);
  });

  const anyBytes = fc.uint8Array({ maxLength: 80 }).map((array) => Buffer.from(array));
  // HMAC, which scrypt uses, pads keys with zero bytes; passwords with a NUL byte are refused before.
  const text = fc.string({ unit: "grapheme", maxLength: 80 }).filter((password) => !password.includes("\0"));

  it.each([
    ["generated, of any bytes,", generated, anyBytes],
    ["chosen, of any text,", chosen, text.map((password) => Buffer.from(password))],
  ])("accepts a password that is %s, and no other for its hash", async (_, store, passwords) => {
    await fc.assert(
      fc.asyncProperty(passwords, passwords, async (password, other) => {
        const secrets = [store(password)];
        const verifier = new Verifier({});
        expect(await verifier.verify(secrets, password)).toBe(true);
        expect(await verifier.verify(secrets, other)).toBe(password.equals(other));
      }),
      { numRuns: 50 },
    );
  });

  it("refuses a generated secret with an additional zero byte", async () => {
    expect(await new Verifier({}).verify([generated("right")], bytes("right\0"))).toBe(false);
  });

  it("refuses a stored secret of an unknown form", async () => {
    const verifier = new Verifier({});
    for (const secret of ["", "right", "$sha256$c2FsdA", "$md5$c2FsdA$aGFzaA", "$sha256$$"]) {
      expect(await verifier.verify([secret], bytes("right"))).toBe(false);
    }
  });

  it("does not check a secret of an unknown scheme, although its parameters are those of a known one", async () => {
    const salt = randomBytes(16);
    const byPbkdf2 = crypto.pbkdf2Sync("right", salt, 1, 64, "sha512");
    const known = `$pbkdf2-sha512$i=1$${unpadded(salt)}$${unpadded(byPbkdf2)}`;
    expect(await new Verifier({}).verify([known], bytes("right"))).toBe(true);
    for (const scheme of ["pbkdf2", "pbkdf2-sha256", "pbkdf2-sha51", "pbkdf2-sha5122", "argon2id", "md5"]) {
      const other = known.replace("pbkdf2-sha512", scheme);
      expect([scheme, await new Verifier({}).verify([other], bytes("right"))]).toEqual([scheme, false]);
    }
    for (const scheme of ["scrypt2", "yescrypt", "argon2id", "sha256-scrypt"]) {
      const other = chosen("right").replace("scrypt", scheme);
      expect([scheme, await new Verifier({}).verify([other], bytes("right"))]).toEqual([scheme, false]);
    }
  });

  it("refuses a shortened hash, although its remaining bytes match", async () => {
    const whole = generated("right");
    expect(await new Verifier({}).verify([whole.slice(0, -3)], bytes("right"))).toBe(false);
  });
});

describe("a secret that the function cannot afford to check, as somebody may write it into a table", () => {
  const SALT = "A".repeat(22);
  let pbkdf2Calls: jest.SpyInstance;
  beforeEach(() => {
    pbkdf2Calls = jest.spyOn(crypto, "pbkdf2");
    pbkdf2Calls.mockImplementation((...given) => given.at(-1)(null, Buffer.alloc(64)));
    slowCalls.mockImplementation((...given) => given.at(-1)(null, Buffer.alloc(32)));
  });
  afterEach(() => pbkdf2Calls.mockRestore());

  /**
   * All secrets have the hash that the mocked functions return, so that a password is accepted if its secret is
   * checked.
   */
  const scrypts = [11, 12, 16, 17, 20].flatMap((ln) =>
    [1, 8, 9, 32].flatMap((r) => [1, 2, 3].map((p) => `$scrypt$ln=${ln},r=${r},p=${p}$${SALT}$${"A".repeat(43)}`)),
  );
  const pbkdf2s = [1, 210_000, 210_001, 1_000_000].map((i) => `$pbkdf2-sha512$i=${i}$${SALT}$${"A".repeat(86)}`);

  it("is never checked and never right, for exactly the parameters that a users file may not have", async () => {
    for (const secret of [...scrypts, ...pbkdf2s]) {
      const { ok } = checkSecret(secret);
      slowCalls.mockClear();
      pbkdf2Calls.mockClear();
      expect([secret, await new Verifier({}).verify([secret], bytes("any"))]).toEqual([secret, ok]);
      expect(slowCalls.mock.calls.length + pbkdf2Calls.mock.calls.length).toBe(ok ? 1 : 0);
    }
  });

  it.each(["$scrypt$ln=12,r=1,p=1$AA$A", "$pbkdf2-sha512$i=1$AA$A"])(
    "is refused if its hash is empty: %s",
    async (secret) => {
      expect(await new Verifier({}).verify([secret], bytes("any"))).toBe(false);
    },
  );

  it("takes no longer for a hash as long as an item can be", async () => {
    await new Verifier({}).verify([`$scrypt$ln=12,r=1,p=1$${SALT}$${"A".repeat(300_000)}`], bytes("any"));
    expect(costs()).toEqual(["4096 1 1 32"]);
  });
});

describe("an unknown user", () => {
  it("is never right, whatever the password", async () => {
    const verifier = new Verifier({});
    for (const password of ["", "right", "A".repeat(43)]) {
      expect(await verifier.verify(undefined, bytes(password))).toBe(false);
    }
  });
});

describe("what a refusal costs", () => {
  const refusalWork = { "scrypt$ln=12,r=1,p=1": 2, "scrypt$ln=13,r=1,p=1": 1 };
  const wholeCost = ["4096 1 1 32", "4096 1 1 32", "8192 1 1 32"];

  it.each([
    ["an unknown user", undefined],
    ["a user with a generated secret", [generated("right")]],
    ["a user with a chosen password", [chosen("right")]],
    ["a user with two chosen passwords", [chosen("right"), chosen("second")]],
    ["a user with a chosen password of another cost", [chosen("right", { ln: 13, r: 1, p: 1 })]],
    ["a user with a secret of each kind", [generated("right"), chosen("second")]],
    ["a user whose secret cannot be read", ["$md5$c2FsdA$aGFzaA"]],
    [
      "a user whose secret only looks like one of the others",
      [`$scrypt$,pre=sha256ln=12,r=1,p=1$${"A".repeat(22)}$${"A".repeat(43)}`],
    ],
    ["a user whose secret takes too much memory", [`$scrypt$ln=20,r=32,p=1$${"A".repeat(22)}$${"A".repeat(43)}`]],
  ])("is the same for %s", async (_, secrets) => {
    slowCalls.mockClear();

    expect(await new Verifier(refusalWork).verify(secrets, bytes("wrong"))).toBe(false);

    expect(costs()).toEqual(wholeCost);
  });

  it("is one quick check for an unknown user, as for a user with a generated secret", async () => {
    const quick = jest.spyOn(crypto, "createHash");
    const checks = async (secrets: string[] | undefined) => {
      quick.mockClear();
      await new Verifier({}).verify(secrets, bytes("wrong"));
      return quick.mock.calls;
    };
    const known = [generated("right")];
    expect(await checks(known)).toEqual([["sha256"]]);
    expect(await checks(undefined)).toEqual([["sha256"]]);
    quick.mockRestore();
  });

  it("is no slow check if every secret is generated", async () => {
    const verifier = new Verifier({});
    await verifier.verify(undefined, bytes("wrong"));
    await verifier.verify([generated("right")], bytes("wrong"));
    expect(costs()).toEqual([]);
  });
});

describe("what a success costs", () => {
  it("is one slow check the first time and none after that", async () => {
    const verifier = new Verifier({});
    const secrets = [chosen("right")];
    for (let i = 0; i < 3; i++) expect(await verifier.verify(secrets, bytes("right"))).toBe(true);
    expect(slowCalls).toHaveBeenCalledTimes(1);
  });

  it("is one slow check every time without a memory", async () => {
    const verifier = new Verifier({}, null);
    const secrets = [chosen("right")];
    for (let i = 0; i < 3; i++) expect(await verifier.verify(secrets, bytes("right"))).toBe(true);
    expect(slowCalls).toHaveBeenCalledTimes(3);
  });

  it("is no slow check for a remembered second secret, although the first one needs a slow check", async () => {
    const verifier = new Verifier({});
    const secrets = [chosen("old"), chosen("new")];
    await verifier.verify(secrets, bytes("new"));
    slowCalls.mockClear();

    expect(await verifier.verify(secrets, bytes("new"))).toBe(true);

    expect(slowCalls).not.toHaveBeenCalled();
  });

  it("is no slow check for a generated secret next to a chosen password", async () => {
    expect(await new Verifier({}).verify([chosen("old"), generated("new")], bytes("new"))).toBe(true);
    expect(slowCalls).not.toHaveBeenCalled();
  });

  it("does not remember a wrong password", async () => {
    const verifier = new Verifier({});
    const secrets = [chosen("right")];
    await verifier.verify(secrets, bytes("wrong"));
    await verifier.verify(secrets, bytes("wrong"));
    expect(slowCalls).toHaveBeenCalledTimes(2);
  });

  it("checks again once the stored secret has changed, though the password has not", async () => {
    const verifier = new Verifier({});
    await verifier.verify([chosen("right")], bytes("right"));
    await verifier.verify([chosen("right")], bytes("right"));
    expect(slowCalls).toHaveBeenCalledTimes(2);
  });
});

describe("a password of more than 64 bytes, for which HMAC takes its SHA-256", () => {
  const LONG = Buffer.from("a sentence that goes on and on until it has more than the 64 bytes of a block");
  const DIGEST = createHash("sha256").update(LONG).digest();

  it("logs in with a hash of older versions, and its digest does not", async () => {
    const verifier = new Verifier({}, null);
    expect(await verifier.verify([chosen(LONG)], LONG)).toBe(true);
    expect(await verifier.verify([chosen(LONG)], DIGEST)).toBe(false);
  });

  it("logs in with a hash that has pre=sha256, and neither digest does", async () => {
    const verifier = new Verifier({}, null);
    const before = createHash("sha256").update("iot-auth password before scrypt\0").update(LONG).digest();
    const stored = chosen(before).replace("p=1$", "p=1,pre=sha256$");
    expect(checkSecret(stored).ok).toBe(true);
    expect(await verifier.verify([stored], LONG)).toBe(true);
    expect(await verifier.verify([stored], DIGEST)).toBe(false);
    expect(await verifier.verify([stored], before)).toBe(false);
    expect(await verifier.verify([stored], before.subarray(0, 31))).toBe(false);
  });

  it("is refused after the same work as a short one", async () => {
    const verifier = new Verifier({ "scrypt$ln=12,r=1,p=1": 1 });
    const long = chosen("x").replace("p=1$", "p=1,pre=sha256$");
    for (const secrets of [undefined, [chosen("x")], [long]]) {
      slowCalls.mockClear();
      expect(await verifier.verify(secrets, LONG)).toBe(false);
      expect(costs()).toEqual(["4096 1 1 32"]);
    }
  });

  it("is refused without any work if it is not UTF-8, for any user", async () => {
    const verifier = new Verifier({ "scrypt$ln=12,r=1,p=1": 1 });
    for (const secrets of [undefined, [chosen("x")], [chosen("x").replace("p=1$", "p=1,pre=sha256$")]]) {
      expect(await verifier.verify(secrets, DIGEST)).toBe(false);
    }
    expect(costs()).toEqual([]);
  });
});
