import { scrypt } from "../../../lambda/verify/scrypt";

describe("scrypt", () => {
  it("computes the one test vector of RFC 7914, section 12, that it can afford", async () => {
    const hash = await scrypt(Buffer.from("pleaseletmein"), Buffer.from("SodiumChloride"), "ln=14,r=8,p=1");
    expect(hash?.toString("hex")).toBe("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
  });

  it("has memory enough for the parameters this project writes", async () => {
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
    "ln=15,r=8,p=1,pre=md5",
  ])("makes no hash with the parameters %j instead of exhausting the function", async (parameters) => {
    expect(await scrypt(Buffer.from("password"), Buffer.alloc(16), parameters)).toBeUndefined();
  });
});
