import type { User } from "../../infra/users/users-schema";
import type { CommandContext } from "../command-context";
import { takesEffect } from "./effect";
import type { StoreOptions } from "./open-store";
import { usersTarget } from "./target";

/** Disables or enables a user; doing it twice is no mistake. */
export async function setDisabled(
  name: string,
  disabled: boolean,
  options: StoreOptions,
  context: CommandContext,
): Promise<void> {
  const { store } = await usersTarget(context, options);
  let changed = false;
  await store.change(name, (user) => {
    changed = Boolean(user.disabled) !== disabled;
    return changed ? withDisabled(user, disabled) : user;
  });
  const word = disabled ? "disabled" : "enabled";
  await context.output.result({ name, disabled, changed }, () => undefined);
  await context.output.note(
    changed ? `${name} is ${word} in ${store.label}; ${takesEffect(store)}` : `${name} was ${word} already.`,
  );
}

function withDisabled({ disabled: _, ...user }: User, disabled: boolean): User {
  return disabled ? { ...user, disabled } : user;
}
