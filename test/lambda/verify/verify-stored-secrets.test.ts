import { parsePhc } from "../../../lambda/verify/verify";

describe("parsePhc", () => {
  it("parses a string without parameters", () => {
    expect(parsePhc("$sha256$c2FsdA$aGFzaA")).toEqual({
      scheme: "sha256",
      parameters: "",
      salt: Buffer.from("salt"),
      hash: Buffer.from("hash"),
    });
  });

  it("parses a string with parameters", () => {
    expect(parsePhc("$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA")).toEqual({
      scheme: "scrypt",
      parameters: "ln=15,r=8,p=1",
      salt: Buffer.from("salt"),
      hash: Buffer.from("hash"),
    });
  });

  it.each([
    ["a scheme of 32 characters", `$${"a".repeat(32)}$c2FsdA$aGFzaA`, { scheme: "a".repeat(32), parameters: "" }],
    ["a scheme of one", "$x$c2FsdA$aGFzaA", { scheme: "x", parameters: "" }],
    ["a hyphen in scheme and parameters", "$a-1$b-2=3$c2FsdA$aGFzaA", { scheme: "a-1", parameters: "b-2=3" }],
  ])("takes %s", (_, text, expected) => {
    expect(parsePhc(text)).toEqual({ ...expected, salt: Buffer.from("salt"), hash: Buffer.from("hash") });
  });

  it("accepts every character of base64 in salt and hash", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const bytes = Buffer.from(alphabet, "base64");
    expect(parsePhc(`$sha256$${alphabet}$${alphabet}`)).toMatchObject({ salt: bytes, hash: bytes });
  });

  it.each([
    "",
    "x$sha256$c2FsdA$aGFzaA",
    "\n$sha256$c2FsdA$aGFzaA",
    " $sha256$c2FsdA$aGFzaA",
    "$$c2FsdA$aGFzaA",
    `$${"a".repeat(33)}$c2FsdA$aGFzaA`,
    "$sha_256$c2FsdA$aGFzaA",
    "$scrypt$$c2FsdA$aGFzaA",
    "$scrypt$LN=15$c2FsdA$aGFzaA",
    "$scrypt$ln=15;r=8$c2FsdA$aGFzaA",
    "$sha256$c2FsdA=$aGFzaA",
    "$sha256$c2Fs-A$aGFz_A",
    "sha256$c2FsdA$aGFzaA",
    "$sha256$c2FsdA",
    "$sha256$c2FsdA$",
    "$sha256$$aGFzaA",
    "$sha256$c2FsdA$aGFzaA$",
    "$sha256$c2FsdA$aGFzaA=",
    "$sha256$c2Fs dA$aGFzaA",
    "$sha256$c2FsdA$aGFzaA\n",
    "$SHA256$c2FsdA$aGFzaA",
    "$scrypt$ln=15,r=8,p=1$x=1$c2FsdA$aGFzaA",
  ])("refuses %j", (text) => {
    expect(parsePhc(text)).toBeUndefined();
  });
});
