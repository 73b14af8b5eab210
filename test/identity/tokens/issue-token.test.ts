import { verify } from "node:crypto";
import { decodeToken } from "../../../identity/tokens/decode-token";
import { issueToken } from "../../../identity/tokens/issue-token";
import { verifyTokenSignature } from "../../../local/authorizer/signature";
import { keyPair } from "./key-pair";

const { privateKey, publicKey } = keyPair();
const CLAIMS = { sub: "00:11:62:aa:bb:cc", aud: "cloudprnt-signed", iat: 1, exp: 2_000_000_000, jti: "id" };

describe("issueToken", () => {
  const { token, signature } = issueToken(CLAIMS, "key-1", privateKey);

  it("writes header and claims of a JWT, without the JWT's own signature", () => {
    const [header, claims, ...rest] = token.split(".").map((part) => Buffer.from(part, "base64url").toString());
    expect(JSON.parse(header ?? "")).toEqual({ alg: "RS256", typ: "JWT", kid: "key-1" });
    expect(JSON.parse(claims ?? "")).toEqual(CLAIMS);
    expect(rest).toEqual([]);
    expect(token).toMatch(/^[\w-]+\.[\w-]+$/);
  });

  it("signs the token's text with RSASSA-PKCS1-v1_5 and SHA-256, in padded standard base64", () => {
    expect(signature).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
    expect(signature.length % 4).toBe(0);
    expect(verify("RSA-SHA256", Buffer.from(token), publicKey.pem, Buffer.from(signature, "base64"))).toBe(true);
  });

  it("makes signatures that the stand-in accepts", () => {
    expect(verifyTokenSignature({ token, signature, publicKeys: { any: publicKey.pem } })).toBe(true);
    expect(verifyTokenSignature({ token: `${token}x`, signature, publicKeys: { any: publicKey.pem } })).toBe(false);
  });

  it("writes tokens that decodeToken reads", () => {
    expect(decodeToken(token)).toEqual({ keyName: "key-1", claims: CLAIMS });
  });
});
