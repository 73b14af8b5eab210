import { describeProblem } from "../../config/problem";
import type { Disabling, UserStore } from "../../identity/users";
import type { CommandContext } from "../command-context";
import { takesEffect } from "./effect";
import type { StoreOptions } from "./open-store";
import { usersTarget } from "./target";

/** Disables or enables a user. Repeating it is not an error. A user with an invalid entry can be disabled, but not enabled. */
export async function setDisabled(
  name: string,
  disabled: boolean,
  options: StoreOptions,
  context: CommandContext,
): Promise<void> {
  const { store } = await usersTarget(context, options);
  const { changed, problems } = disabled ? await store.disable(name) : await enable(store, name);
  const word = disabled ? "disabled" : "enabled";
  await context.output.result({ name, disabled, changed }, () => undefined);
  await context.output.note(
    changed ? `${name} is ${word} in ${store.label}; ${takesEffect(store)}` : `${name} was ${word} already.`,
  );
  for (const problem of problems) await context.output.note(`warning: ${describeProblem(problem)}`);
}

async function enable(store: UserStore, name: string): Promise<Disabling> {
  let changed = false;
  await store.change(name, (user) => {
    changed = Boolean(user.disabled);
    const { disabled: _, ...enabled } = user;
    return changed ? enabled : user;
  });
  return { changed, problems: [] };
}
