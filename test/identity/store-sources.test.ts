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

describe("the stored secrets of a users table", () => {
  it.each([
    ["may be a generated secret's", STORED, table, undefined],
    ["may not be a password's", STORED_TOO, table, "passwords-off"],
    ["may be a password's where the stack says so", STORED_TOO, withPasswords, undefined],
    ["may not be a cheaper hash, which refusals would not be as slow as", cheaper, withPasswords, "other-work"],
    ["may not be mosquitto's", mosquitto, withPasswords, "other-work"],
    ["may be any in a users file, whose slowest user is known when it is deployed", mosquitto, {}, undefined],
  ])("%s", (_, secret, store, expected) => {
    expect(refusesSecret(secret, stackWith(store))).toBe(expected);
  });

  it("may be what iot-auth makes of a password today", async () => {
    const stored = await hashChosenPassword(Buffer.from("a good password"));
    expect(refusesSecret(stored, stackWith(withPasswords))).toBeUndefined();
  });
});
