import { storeSchema } from "../../config/store-schema";
import { usersTableName } from "../../config/users-table-name";

describe("the name of a users table", () => {
  it.each([
    ["is the stack's with -users added", { type: "dynamodb" }, "fleet-prod-users"],
    ["is the configured one, whatever the stack is called", { type: "dynamodb", table: "devices" }, "devices"],
    ["is none where users are shipped in the zip", {}, undefined],
  ])("%s", (_, store, expected) => {
    expect(usersTableName("fleet-prod", storeSchema.parse(store))).toBe(expected);
  });
});
