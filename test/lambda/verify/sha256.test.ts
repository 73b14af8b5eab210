import { createHash } from "node:crypto";
import { sha256 } from "../../../lambda/verify/sha256";

describe("sha256", () => {
  it("hashes the salt and then the secret", () => {
    const expected = createHash("sha256").update("saltsecret").digest();
    expect(sha256(Buffer.from("secret"), Buffer.from("salt"))).toEqual(expected);
  });

  it("returns another hash for another salt", () => {
    expect(sha256(Buffer.from("secret"), Buffer.from("pepper"))).not.toEqual(
      sha256(Buffer.from("secret"), Buffer.from("salt")),
    );
  });
});
