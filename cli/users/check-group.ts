import { groupsOf } from "../../config/certificates";
import type { Problem } from "../../config/problem";
import { didYouMean } from "../../config/text";
import type { UsersTarget } from "./target";

/**
 * What is wrong with a group as that of a user: every stack whose users these are must define it.
 * @param path What messages call it: `--group`
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
      remedy: `Define it for ${names} as well, or give that stage a users file of its own (store.file).`,
    };
  }
  const known = Object.keys(groupsOf("users", stacks[0]?.settings.groups ?? {}));
  return { path, must: "be a group of the configuration", got: group, remedy: didYouMean(group, known) };
}
