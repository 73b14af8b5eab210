import { type KeyObject, sign } from "node:crypto";
import { verifyTokenSignature } from "../../../local/authorizer/signature";
import { rsaKeyPair } from "../../helpers/ready-made";

const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
const first = rsaKeyPair();
const second = rsaKeyPair();
const publicKeys = { FIRST: pem(first.publicKey), SECOND: pem(second.publicKey) };
const signature = (token: string, key = first.privateKey) => sign("sha256", Buffer.from(token), key).toString("base64");

test.each([
  ["the first key", first.privateKey],
  ["the second key", second.privateKey],
])("A token signed with %s passes", (_name, key) => {
  expect(verifyTokenSignature({ token: "tökén", signature: signature("tökén", key), publicKeys })).toBe(true);
});

test.each([
  ["of another token", signature("other")],
  ["with a key that is not the authorizer's", signature("token", rsaKeyPair().privateKey)],
  ["of the token and a line end", signature("token\n")],
  ["that is empty", ""],
  ["that is not base64", "%%%"],
  ["that is base64url", Buffer.from(signature("token"), "base64").toString("base64url")],
  ["with a line end", `${signature("token")}\n`],
])("A signature %s does not pass", (_name, wrong) => {
  expect(verifyTokenSignature({ token: "token", signature: wrong, publicKeys })).toBe(false);
});

test("A signature with another padding (PSS) does not pass", () => {
  const pss = sign("sha256", Buffer.from("token"), { key: first.privateKey, padding: 6 }).toString("base64");

  expect(verifyTokenSignature({ token: "token", signature: pss, publicKeys })).toBe(false);
});

test("Without a usable key no signature passes", () => {
  expect(verifyTokenSignature({ token: "token", signature: signature("token"), publicKeys: {} })).toBe(false);
  expect(verifyTokenSignature({ token: "token", signature: signature("token"), publicKeys: { A: "no key" } })).toBe(
    false,
  );
});
