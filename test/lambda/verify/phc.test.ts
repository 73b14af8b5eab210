import { parsePhc } from "../../../lambda/verify/phc";

describe("parsePhc", () => {
  it("takes a string without parameters apart", () => {
    expect(parsePhc("$sha256$c2FsdA$aGFzaA")).toEqual({
      scheme: "sha256",
      parameters: "",
      salt: Buffer.from("salt"),
      hash: Buffer.from("hash"),
    });
  });

  it("takes a string with parameters apart", () => {
    expect(parsePhc("$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA")).toEqual({
      scheme: "scrypt",
      parameters: "ln=15,r=8,p=1",
      salt: Buffer.from("salt"),
      hash: Buffer.from("hash"),
    });
  });

  it.each([
    "",
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
