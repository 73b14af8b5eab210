import { unfitSecretsNote } from "../../../../cli/commands/users/users-list";
import type { ResolvedStack } from "../../../../config/schema/config-schema";
import { storeSchema } from "../../../../config/schema/store-schema";
import type { UserStore } from "../../../../identity/users/user-store";
import { aUser, STORED_TOO } from "../../helpers/project";

const target = (store: object) => ({
  store: {} as UserStore,
  stacks: [{ stackName: "fleet", settings: { store: storeSchema.parse(store) } } as unknown as ResolvedStack],
});
const withPassword = (name: string) => aUser({ name, secrets: [STORED_TOO] });

describe("the warning about secrets that a table should not hold", () => {
  it("is absent if the settings allow all secrets", () => {
    expect(unfitSecretsNote([aUser()], target({ type: "dynamodb" }))).toBeUndefined();
    expect(unfitSecretsNote([withPassword("a")], target({ type: "dynamodb", chosenPasswords: true }))).toBeUndefined();
  });

  it("names a few users and counts the rest", () => {
    const users = [..."abcdefg"].map(withPassword);
    expect(unfitSecretsNote(users, target({ type: "dynamodb" }))).toContain("the secrets of a, b, c, d, e and 2 more,");
  });

  it("is absent for a users file", () => {
    expect(unfitSecretsNote([withPassword("a")], target({}))).toBeUndefined();
  });
});
