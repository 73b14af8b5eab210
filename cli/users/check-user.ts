import { groupsOf } from "../../config/certificates";
import { loginRows } from "../../config/login-kinds";
import { Described, type Problem } from "../../config/problem";
import { storeRow } from "../../config/store-kinds";
import { didYouMean, iotAuth } from "../../config/text";
import { STORE_SOURCES } from "../../identity/store-sources";
import { LOGIN_TOOLS } from "../kinds/login-tools";
import type { UsersTarget } from "./target";

/**
 * Returns the problem of a user's group: all stacks that share the users must define it.
 * @param path Name of the option or field, for messages: `--group`
 */
export function checkGroup(group: string, { stacks, store }: UsersTarget, path: string): Problem | undefined {
  const without = stacks.filter(({ settings }) => !Object.hasOwn(groupsOf("users", settings.groups), group));
  if (without.length === 0) return undefined;
  if (without.length < stacks.length) {
    const names = without.map(({ stage, stackName }) => stage ?? stackName).join(", ");
    return {
      path,
      must: `be a group in every stage that shares ${store.label}`,
      got: group,
      remedy: `Define it for ${names} as well, or give that stage its own users file (store.file).`,
    };
  }
  const known = Object.keys(groupsOf("users", stacks[0]?.settings.groups ?? {}));
  return { path, must: "be a group of the configuration", got: group, remedy: didYouMean(group, known) };
}

/**
 * Returns the problem of a password chosen by a person: a users table accepts these only with `store.chosenPasswords`. It is found before a
 * password is typed.
 * @param path Name of the option or field, for messages: `--password-stdin`
 */
export function checkPasswords({ stacks, store }: UsersTarget, path: string): Problem | undefined {
  const without = stacks.find((stack) => storeRow(stack.settings, STORE_SOURCES).takesPasswords?.(stack) === false);
  if (without === undefined) return undefined;
  return {
    path,
    must: "be for a store that accepts passwords chosen by people",
    got: new Described(`${store.label}, without store.chosenPasswords`),
    remedy:
      "Leave it out for a generated secret, or set store.chosenPasswords: true and deploy: a refused login then costs as much as checking two passwords.",
  };
}

/**
 * Returns the problem of a user without a secret: all stacks that share the users must require signed tokens.
 * @param path Name of the option or field, for messages: `--token-only`
 */
export function checkTokenOnly({ stacks, store }: UsersTarget, path: string): Problem | undefined {
  const unsigned = stacks.filter(
    ({ settings }) => !loginRows(settings, LOGIN_TOOLS).some(({ withoutSecret }) => withoutSecret),
  );
  if (unsigned.length === 0) return undefined;
  return {
    path,
    must:
      store.kind === "file"
        ? "be for a users file whose stacks all have authorizer.signing"
        : "be for a stack with authorizer.signing",
    got: new Described(`${store.label}, used by ${unsigned.map(({ stackName }) => stackName).join(", ")}`),
    remedy: `Without a secret no user can log in there. To set signing up: ${iotAuth("keys", "create", "NAME")}`,
  };
}
