import { scrypt } from "../../../lambda/verify/scrypt";

describe("scrypt", () => {
  it("computes the test vectors of RFC 7914, section 12", async () => {
    const vectors = [
      ["", "", "ln=4,r=1,p=1", "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"],
      ["password", "NaCl", "ln=10,r=8,p=16", "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"],
    ] as const;
    for (const [password, salt, parameters, expected] of vectors) {
      const hash = await scrypt(Buffer.from(password), Buffer.from(salt), parameters, 32);
      expect(hash.toString("hex")).toBe(expected);
    }
  });

  it("has memory enough for the parameters this project writes", async () => {
    const hash = await scrypt(Buffer.from("password"), Buffer.alloc(16), "ln=15,r=8,p=1", 32);
    expect(hash).toHaveLength(32);
  });

  it.each(["", "ln=15", "ln=15,r=8", "ln=21,r=8,p=1", "ln=15,r=33,p=1", "ln=15,r=8,p=17", "ln=0,r=8,p=1"])(
    "refuses the parameters %j instead of exhausting the function",
    async (parameters) => {
      const refused = scrypt(Buffer.from("password"), Buffer.alloc(16), parameters, 32);
      await expect(refused).rejects.toThrow("unusable scrypt parameters");
    },
  );
});
