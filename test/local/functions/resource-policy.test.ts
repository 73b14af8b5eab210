import fc from "fast-check";
import { type Permission, permitsIot } from "../../../local/functions/resource-policy";

const caller = { authorizerArn: "arn:aws:iot:us-east-1:123456789012:authorizer/printers", accountId: "123456789012" };
const exact: Permission = {
  statementId: "iot",
  action: "lambda:InvokeFunction",
  principal: "iot.amazonaws.com",
  sourceArn: caller.authorizerArn,
  sourceAccount: caller.accountId,
};

test.each([
  ["for exactly this authorizer and account", exact],
  ["for any source", { statementId: "a", action: "lambda:InvokeFunction", principal: "iot.amazonaws.com" }],
  ["for all authorizers", { ...exact, sourceArn: "arn:aws:iot:us-east-1:123456789012:authorizer/*" }],
  ["with ?", { ...exact, sourceArn: "arn:aws:iot:us-east-?:123456789012:authorizer/print?rs" }],
  ["for all actions", { ...exact, action: "lambda:*" }],
  ["for everyone", { ...exact, principal: "*" }],
])("A statement %s permits the call", (_name, permission) => {
  expect(permitsIot([permission], caller)).toBe(true);
});

test.each([
  ["another authorizer", { ...exact, sourceArn: "arn:aws:iot:us-east-1:123456789012:authorizer/printers2" }],
  ["the function itself as source", { ...exact, sourceArn: "arn:aws:lambda:us-east-1:123456789012:function:login" }],
  ["another account", { ...exact, sourceAccount: "210987654321" }],
  ["another service", { ...exact, principal: "apigateway.amazonaws.com" }],
  ["another action", { ...exact, action: "lambda:GetFunction" }],
  ["an alias", { ...exact, qualifier: "live" }],
  ["an organization", { ...exact, unmeetable: true }],
  ["a wildcard that would have to cross a colon", { ...exact, sourceArn: "arn:aws:iot:*:authorizer/printers" }],
])("A statement for %s does not permit the call", (_name, permission) => {
  expect(permitsIot([permission], caller)).toBe(false);
});

test("One statement of several is enough, and none permits nothing", () => {
  expect(permitsIot([{ ...exact, action: "x" }, exact], caller)).toBe(true);
  expect(permitsIot([], caller)).toBe(false);
});

test("Wildcards match what an equivalent regular expression matches", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
  fc.assert(
    fc.property(text, text, (pattern, name) => {
      const expected = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(name);
      const permission = { ...exact, sourceArn: `arn:aws:iot:us-east-1:123456789012:${pattern}` };
      const authorizerArn = `arn:aws:iot:us-east-1:123456789012:${name}`;
      expect(permitsIot([permission], { ...caller, authorizerArn })).toBe(expected);
    }),
  );
});

test("No pattern takes long", () => {
  const permission = { ...exact, sourceArn: `arn:aws:iot:us-east-1:123456789012:${"*a".repeat(500)}b` };
  const authorizerArn = `arn:aws:iot:us-east-1:123456789012:${"a".repeat(2_000)}`;
  const start = performance.now();

  expect(permitsIot([permission], { ...caller, authorizerArn })).toBe(false);
  expect(performance.now() - start).toBeLessThan(1_000);
});
