import crypto from "node:crypto";
import { scrypt } from "../../../lambda/verify/scrypt";

describe("scrypt", () => {
  it("computes the one test vector of RFC 7914, section 12, that it can afford", async () => {
    const hash = await scrypt(Buffer.from("pleaseletmein"), Buffer.from("SodiumChloride"), "ln=14,r=8,p=1");
    expect(hash?.toString("hex")).toBe("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
  });

  it("has enough memory for the parameters that this project writes", async () => {
    const hash = await scrypt(Buffer.from("password"), Buffer.alloc(16), "ln=15,r=8,p=1");
    expect(hash).toHaveLength(32);
  });

  it.each([
    "",
    "ln=15",
    "ln=15,r=8",
    "ln=17,r=8,p=1",
    "ln=15,r=9,p=1",
    "ln=15,r=8,p=3",
    "ln=0,r=8,p=1",
    "ln=11,r=8,p=1",
    "ln=12,r=0,p=1",
    "ln=12,r=1,p=0",
    "ln=012,r=1,p=1",
    "ln=121,r=1,p=1",
    "ln=12,r=11,p=1",
    "ln=12,r=1,p=11",
    "N=4096,ln=12,r=1,p=1",
    " ln=12,r=1,p=1",
    "ln=12,r=1,p=1,",
    "ln=12,r=1,p=1\n",
    "ln=12,r=1,p=1pre=sha256",
    "ln=12,r=1,p=1,pre=",
    "ln=12,r=1,p=1,pre=sha256,pre=sha256",
    "ln=15,r=8,p=1,pre=md5",
  ])("makes no hash with the parameters %j instead of exhausting the function", async (parameters) => {
    expect(await scrypt(Buffer.from("password"), Buffer.alloc(16), parameters)).toBeUndefined();
  });

  it("has enough memory for the largest parameters that it accepts", async () => {
    expect(await scrypt(Buffer.from("password"), Buffer.alloc(16), "ln=16,r=8,p=2")).toHaveLength(32);
  });

  it("makes no hash of a password that is not UTF-8", async () => {
    expect(await scrypt(Buffer.from([0x70, 0xff]), Buffer.alloc(16), "ln=12,r=1,p=1")).toBeUndefined();
  });

  it("fails, and makes no hash, where Node.js cannot make one", async () => {
    const broken: jest.SpyInstance = jest.spyOn(crypto, "scrypt");
    broken.mockImplementation((...given) => given.at(-1)(new Error("no memory")));
    await expect(scrypt(Buffer.from("password"), Buffer.alloc(16), "ln=12,r=1,p=1")).rejects.toThrow("no memory");
    broken.mockRestore();
  });
});
