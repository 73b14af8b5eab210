import crypto from "node:crypto";
import { pbkdf2Sha512 } from "../../../lambda/verify/pbkdf2";
import { Verifier } from "../../../lambda/verify/verify";

/** Made by mosquitto_passwd 2.0.11 for the password below. */
const SALT = "8qiUjhnfQ0+jS2s1";
const HASH = "SHJjJtOb4gZ72iTjXngvQJWWm+TTOYGvekpjeNbYF1ZX5NytlRTksEw9Dme60g0EU61ZWmqPZTKj4w2Kgv4aCw==";
const PASSWORD = Buffer.from("öl und wasser");
const STORED = `$pbkdf2-sha512$i=101$${SALT}$${HASH.replace(/=+$/, "")}`;

describe("PBKDF2 with HMAC-SHA-512", () => {
  it("agrees with mosquitto_passwd, on a password with letters beyond ASCII", async () => {
    const key = await pbkdf2Sha512(PASSWORD, Buffer.from(SALT, "base64"), "i=101");
    expect(key?.toString("base64")).toBe(HASH);
  });

  it("returns another hash for another number of iterations", async () => {
    const key = await pbkdf2Sha512(PASSWORD, Buffer.from(SALT, "base64"), "i=102");
    expect(key?.toString("base64")).not.toBe(HASH);
  });

  it.each([
    "",
    "i=",
    "i=0",
    "i=0101",
    "i=210001",
    "i=1000000",
    "i=-101",
    "i=1e2",
    "i=101,",
    "i=101,l=64",
    "i=101\n",
    "l=64,i=101",
    " i=101",
    "ii=101",
    "I=101",
    "ln=15,r=8,p=1",
  ])("makes no hash with the parameters %j", async (parameters) => {
    expect(await pbkdf2Sha512(PASSWORD, Buffer.alloc(12), parameters)).toBeUndefined();
  });

  it("fails, and makes no hash, where Node.js cannot make one", async () => {
    const broken: jest.SpyInstance = jest.spyOn(crypto, "pbkdf2");
    broken.mockImplementation((...given) => given.at(-1)(new Error("no memory")));
    await expect(pbkdf2Sha512(PASSWORD, Buffer.alloc(12), "i=101")).rejects.toThrow("no memory");
    broken.mockRestore();
  });

  it("accepts a user with a hash from mosquitto with its password, and with no other", async () => {
    const verifier = new Verifier({ "pbkdf2-sha512$i=101": 1 });
    expect(await verifier.verify([STORED], PASSWORD)).toBe(true);
    expect(await verifier.verify([STORED], Buffer.from("oel und wasser"))).toBe(false);
  });
});
