import { configLines } from "../../../../cli/commands/keys/keys-create";

const PEM = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n";

describe("configLines", () => {
  it("is one line for a path where signing is on", () => {
    expect(configLines("key-1", "keys/key-1.public.pem", true)).toBe('"key-1": "keys/key-1.public.pem",');
  });

  it("indents a key and everything around it", () => {
    expect(configLines("key-1", PEM, false)).toBe(`authorizer: {
  // merge into the authorizer that is there, if one is
  signing: {
    tokenKeyName: "token",
    publicKeys: {
      "key-1": \`
        -----BEGIN PUBLIC KEY-----
        MIIB
        -----END PUBLIC KEY-----
      \`,
    },
  },
},`);
  });
});
