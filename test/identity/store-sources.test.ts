import { resolveConfig } from "../../config/stages/resolve-config";
import { refusesSecret } from "../../identity/store-sources";
import { hashChosenPassword } from "../../identity/users/secret";
import { STORED, STORED_TOO } from "../cli/helpers/project";

const stackWith = (store: object) => {
  const [stack] = resolveConfig({ name: "fleet", region: "eu-west-1", groups: { a: { clientIds: ["a"] } }, store });
  if (!stack) throw new Error("no stack");
  return stack;
};

const table = { type: "dynamodb" };
const withPasswords = { type: "dynamodb", chosenPasswords: true };
const cheaper = STORED_TOO.replace("ln=15", "ln=14");
const mosquitto = `$pbkdf2-sha512$i=101$${"A".repeat(16)}$${"B".repeat(86)}`;

describe("a stored secret in a users table", () => {
  it.each([
    ["may be the hash of a generated secret", STORED, table, undefined],
    ["may not be the hash of a password by default", STORED_TOO, table, "passwords-off"],
    ["may be the hash of a password if store.chosenPasswords is set", STORED_TOO, withPasswords, undefined],
    [
      "may not be a hash with a lower cost, since refused logins would take longer than its check",
      cheaper,
      withPasswords,
      "other-work",
    ],
    ["may not be a hash from mosquitto", mosquitto, withPasswords, "other-work"],
    ["may be any hash in a users file, whose slowest hash is known at synthesis", mosquitto, {}, undefined],
  ])("%s", (_, secret, store, expected) => {
    expect(refusesSecret(secret, stackWith(store))).toBe(expected);
  });

  it("may be the hash that iot-auth makes of a password", async () => {
    const stored = await hashChosenPassword(Buffer.from("a good password"));
    expect(refusesSecret(stored, stackWith(withPasswords))).toBeUndefined();
  });
});
