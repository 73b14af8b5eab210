import fc from "fast-check";
import { handoverArn, handoverName, handoverStatementId } from "../../../infra/default-authorizer/names";
import { arnOf } from "./fake-iot";
import { input } from "./run-step";

test("the handover authorizer's name is the owner's name with -handover", () => {
  expect(handoverName("cloudprnt-prod")).toBe("cloudprnt-prod-handover");
});

test("an owner's name of up to 119 characters is kept, and a longer one is cut and gets a digest", () => {
  expect(handoverName("x".repeat(119))).toBe(`${"x".repeat(119)}-handover`);
  expect(handoverName("x".repeat(120))).toMatch(/^x{110}-[0-9a-f]{8}-handover$/);
});

test("two owners have different names if they differ only behind the cut or in characters that AWS refuses", () => {
  expect(handoverName(`${"x".repeat(200)}1`)).not.toBe(handoverName(`${"x".repeat(200)}2`));
  expect(handoverName("a b")).not.toBe(handoverName("a/b"));
});

test("name and statement id consist of characters that AWS accepts, for any owner", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 256, unit: "grapheme" }), (owner) => {
      expect(handoverName(owner)).toMatch(/^[\w=,@-]{1,128}$/);
      expect(handoverStatementId(input({ owner }))).toMatch(/^[\w-]{1,100}$/);
    }),
  );
});

test("the handover authorizer's ARN has the partition, account and Region of the stack's authorizer", () => {
  const authorizerArn = arnOf("cloudprnt").replace("arn:aws:", "arn:aws-cn:");
  expect(handoverArn(input({ authorizerArn, owner: "shop" }))).toBe(
    "arn:aws-cn:iot:eu-central-1:123456789012:authorizer/shop-handover",
  );
});

test("different authorizers have different statement ids", () => {
  const ids = [
    input({ owner: "a=b" }),
    input({ owner: "a,b" }),
    input({ owner: "a=b", authorizerArn: arnOf("cloudprnt", "999999999999") }),
  ].map(handoverStatementId);
  expect(new Set(ids).size).toBe(3);
  expect(ids[0]).toMatch(/^iot-a_b-handover-[0-9a-f]{8}$/);
});
