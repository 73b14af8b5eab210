import { Described, type Problem } from "../../config/problem";
import { storeRow } from "../../config/store-kinds";
import { STORE_SOURCES } from "../../identity/store-sources";
import type { UsersTarget } from "./target";

/**
 * What is wrong with a password chosen by a person in a store: a users table takes them only where the stack says so. Known before a
 * password is typed.
 * @param path What messages call it: `--password-stdin`
 */
export function checkPasswords({ stacks, store }: UsersTarget, path: string): Problem | undefined {
  const without = stacks.find((stack) => storeRow(stack.settings, STORE_SOURCES).takesPasswords?.(stack) === false);
  if (without === undefined) return undefined;
  return {
    path,
    must: "be for a store that takes passwords chosen by people",
    got: new Described(`${store.label}, without store.chosenPasswords`),
    remedy:
      "Leave it out for a generated secret, or set store.chosenPasswords: true and deploy: refused logins then cost as much as checking two passwords.",
  };
}
