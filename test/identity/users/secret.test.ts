import { createHash } from "node:crypto";
import { checkSecret } from "../../../identity/users/check-secret";
import { generateSecret, hashChosenPassword, hashGeneratedSecret } from "../../../identity/users/secret";
import { Verifier } from "../../../lambda/verify/verify";

describe("a generated secret", () => {
  it("is 160 bits in 32 characters that can be typed into a device", () => {
    const secrets = Array.from({ length: 500 }, generateSecret);
    for (const secret of secrets) expect(secret).toMatch(/^[a-z2-7]{32}$/);
    expect(new Set(secrets).size).toBe(secrets.length);
  });

  it("uses every character of its alphabet in every position", () => {
    const secrets = Array.from({ length: 2000 }, generateSecret);
    for (let place = 0; place < 32; place++) {
      expect(new Set(secrets.map((secret) => secret[place])).size).toBe(32);
    }
  });

  it("is stored with a random salt, and the handler accepts it with either of two hashes", async () => {
    const secret = generateSecret();
    const stored = [hashGeneratedSecret(secret), hashGeneratedSecret(secret)];
    expect(stored[0]).not.toBe(stored[1]);
    for (const one of stored) {
      expect(checkSecret(one)).toEqual({ ok: true });
      expect(one).not.toContain(secret);
      expect(await new Verifier({}).verify([one], Buffer.from(secret))).toBe(true);
      expect(await new Verifier({}).verify([one], Buffer.from(generateSecret()))).toBe(false);
    }
  });
});

describe("a chosen password", () => {
  it("is stored with scrypt, ln=15, r=8, p=1, and the handler accepts it, also with characters beyond ASCII", async () => {
    const password = Buffer.from("$ pässword 🔑");
    const stored = await hashChosenPassword(password);
    expect(stored).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(checkSecret(stored)).toEqual({ ok: true, slow: "scrypt$ln=15,r=8,p=1" });
    expect(await new Verifier({}).verify([stored], password)).toBe(true);
    expect(await new Verifier({}).verify([stored], Buffer.from("password"))).toBe(false);
  });

  it("is stored with a random salt: the same password has a different hash every time", async () => {
    const password = Buffer.from("password");
    expect(await hashChosenPassword(password)).not.toBe(await hashChosenPassword(password));
  });

  it.each([
    [64, ""],
    [65, ",pre=sha256"],
    [65_535, ",pre=sha256"],
  ])("of %i bytes is accepted by the handler, and its SHA-256 is not", async (length, form) => {
    const password = Buffer.alloc(length, "x");
    const stored = await hashChosenPassword(password);
    expect(stored.split("$")[2]).toBe(`ln=15,r=8,p=1${form}`);
    expect(checkSecret(stored)).toEqual({ ok: true, slow: "scrypt$ln=15,r=8,p=1" });
    const verifier = new Verifier({});
    expect(await verifier.verify([stored], password)).toBe(true);
    expect(await verifier.verify([stored], createHash("sha256").update(password).digest())).toBe(false);
    const before = createHash("sha256").update("iot-auth password before scrypt\0").update(password).digest();
    expect(await verifier.verify([stored], before)).toBe(false);
  });
});
