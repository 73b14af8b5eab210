import type { Problem } from "../problem";
import type { ResolvedStack, StackSettings } from "../schema/config-schema";
import type { StoreSettings } from "../schema/store-schema";

/** Suffix of the name of every authorizer with signing; no other authorizer has it. */
const SIGNED_SUFFIX = "-signed";

/** Returns the authorizer's name: the configured one or the stack's, with `-signed` added if signing is on. */
export function authorizerName(stackName: string, { name = stackName, signing }: StackSettings["authorizer"]): string {
  return signing ? `${name}${SIGNED_SUFFIX}` : name;
}

/** Suffix of the name of a users table whose name is not configured. */
const SUFFIX = "-users";

/** Settings of a store that is a DynamoDB table. */
export type TableSettings = Extract<StoreSettings, { type: "dynamodb" }>;

/**
 * Returns the settings of a stack's users table, for code that runs only for stacks with such a store.
 * @throws {TypeError} if users are not in a table
 */
export function tableSettings({ settings: { store } }: Pick<ResolvedStack, "settings">): TableSettings {
  if (store.type !== "dynamodb") throw new TypeError(`a store of type ${store.type} has no table`);
  return store;
}

/**
 * Returns the name of a stack's users table: the configured one, or the stack's with `-users` added.
 * @param table The configured name
 * @example usersTableName("cloudprnt", undefined) // "cloudprnt-users"
 */
export function usersTableName(stackName: string, table: string | undefined): string {
  return table ?? `${stackName}${SUFFIX}`;
}

/** Returns the name of the users table of a stack that has one. */
export function usersTableOf(stack: Pick<ResolvedStack, "stackName" | "settings">): string {
  return usersTableName(stack.stackName, tableSettings(stack).table);
}

/** Returns the problem of two stages that would create a table with the same name. */
export function tableConflicts(stack: ResolvedStack, earlier: ResolvedStack): Problem[] {
  const name = usersTableOf(stack);
  if (name !== usersTableOf(earlier)) return [];
  return [
    {
      path: `stages.${stack.stage}.store.table`,
      must: "be different in every stage of an account and Region",
      got: name,
      remedy: `Stage ${earlier.stage} makes it in ${stack.settings.region} too; leave it out, or give both stages their accountId if the accounts differ.`,
    },
  ];
}
