import { usersTableOf } from "../../../config/names/stack-names";
import { resolveConfig } from "../../../config/stages/resolve-config";

const stackWith = (store: object) => {
  const [stack] = resolveConfig({ name: "fleet", region: "eu-west-1", groups: { a: { clientIds: ["a"] } }, store });
  if (!stack) throw new Error("no stack");
  return { ...stack, stackName: "fleet-prod" };
};

describe("the name of a users table", () => {
  it.each([
    ["is the stack's with -users added", { type: "dynamodb" }, "fleet-prod-users"],
    ["is the configured one, whatever the stack is called", { type: "dynamodb", table: "devices" }, "devices"],
  ])("%s", (_, store, expected) => {
    expect(usersTableOf(stackWith(store))).toBe(expected);
  });

  it("is an error for a stack whose users are not in a table", () => {
    expect(() => usersTableOf(stackWith({}))).toThrow("a store of type bundled has no table");
  });
});
