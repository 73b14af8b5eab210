import { sign } from "node:crypto";
import type { Authorizer } from "../../../local/control-plane/resources/control-plane-store";
import { checkToken } from "../../../local/login/check-token";
import { rsaKeyPair } from "../../helpers/ready-made";

const { publicKey, privateKey } = rsaKeyPair();
const signature = sign("sha256", Buffer.from("token-1"), privateKey).toString("base64");
const authorizer = (change: Partial<Authorizer> = {}): Authorizer => ({
  ...{ name: "a", arn: "arn", functionArn: "f", status: "ACTIVE", signingDisabled: false, enableCachingForHttp: false },
  ...{ tags: new Map(), creationDate: 0, lastModifiedDate: 0, tokenKeyName: "tok" },
  tokenSigningPublicKeys: { one: publicKey.export({ type: "spki", format: "pem" }).toString() },
  ...change,
});
const sent = (values: Record<string, string>) => (name: string) => values[name];
const SIGNATURE = "x-amz-customauthorizer-signature";

describe("a token", () => {
  it("passes with its signature", () => {
    const parameters = sent({ tok: "token-1", [SIGNATURE]: signature });
    expect(checkToken(authorizer(), parameters)).toEqual({ token: "token-1", signatureVerified: true });
  });

  it.each([
    ["of another token", { tok: "token-2", [SIGNATURE]: signature }, "fits none of authorizer a's public keys"],
    ["that is missing", { tok: "token-1" }, "needs a signature, in x-amz-customauthorizer-signature"],
    ["without its token", { [SIGNATURE]: signature }, "needs a token, in tok"],
    ["whose + became spaces", { tok: "token-1", [SIGNATURE]: signature.replace(/\+|A/g, " ") }, "percent-encode it"],
    ["in base64url", { tok: "token-1", [SIGNATURE]: `${signature.slice(0, -4)}-_==` }, "fits none"],
  ])("does not pass with a signature %s", (_, values, message) => {
    expect(() => checkToken(authorizer(), sent(values))).toThrow(message);
  });

  it("is passed on without a check if signing is disabled", () => {
    const unsigned = authorizer({ signingDisabled: true });
    expect(checkToken(unsigned, sent({ tok: "x" }))).toEqual({ token: "x", signatureVerified: false });
    expect(checkToken(unsigned, sent({}))).toEqual({ signatureVerified: false });
  });
});
