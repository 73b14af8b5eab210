import type { LoadedStack } from "../load-stack";

/** A client that may publish something, for examples that can be pasted. */
export interface ExampleClient {
  readonly user: string;
  readonly clientId: string;
  readonly topic: string;
}

/** Stands where the stack has no user yet. */
const PLACEHOLDER_USER = "USER";

/**
 * The first user, not disabled, of the first group that may publish, or a placeholder for one.
 * @returns `undefined` if no group may publish
 */
export function exampleClient({ settings, users }: Pick<LoadedStack, "settings" | "users">): ExampleClient | undefined {
  for (const [name, group] of Object.entries(settings.groups)) {
    const [rule] = group.publish;
    const [idRule] = group.clientIds;
    if (rule === undefined || idRule === undefined) continue;
    const user = users.find((candidate) => candidate.group === name && !candidate.disabled)?.name ?? PLACEHOLDER_USER;
    const clientId = idRule.replace(/\*$/, "1").replaceAll("{username}", user).replaceAll("{clientId}", "client-1");
    const topic = rule.replace(/#$/, "hello").replaceAll("{username}", user).replaceAll("{clientId}", clientId);
    return { user, clientId, topic };
  }
  return undefined;
}
