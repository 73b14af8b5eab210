import { updateUsersFile } from "../../infra/users/users-file";
import type { User } from "../../infra/users/users-schema";
import type { CommandContext } from "../command-context";
import { replaceUser } from "./replace-user";
import { usersTarget } from "./target";

/** Disables or enables a user; doing it twice is no mistake. */
export async function setDisabled(name: string, disabled: boolean, context: CommandContext): Promise<void> {
  const target = await usersTarget(context);
  let changed = false;
  await updateUsersFile(target.file, (users) =>
    replaceUser(users, name, (user) => {
      changed = Boolean(user.disabled) !== disabled;
      return withDisabled(user, disabled);
    }),
  );
  const word = disabled ? "disabled" : "enabled";
  await context.output.result({ name, disabled, changed }, () => undefined);
  await context.output.note(
    changed
      ? `${name} is ${word} in ${target.label}; it takes effect with the next: npx cdktf deploy`
      : `${name} was ${word} already.`,
  );
}

function withDisabled({ disabled: _, ...user }: User, disabled: boolean): User {
  return disabled ? { ...user, disabled } : user;
}
