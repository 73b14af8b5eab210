import type { Problem } from "../problem";
import type { ResolvedStack, StackSettings } from "../schema/config-schema";
import type { StoreSettings } from "../schema/store-schema";

/** Ends the name of every authorizer with signing, and of no other. */
const SIGNED_SUFFIX = "-signed";

/** The authorizer's name: as configured or the stack's, with `-signed` added when signing is on. */
export function authorizerName(stackName: string, { name = stackName, signing }: StackSettings["authorizer"]): string {
  return signing ? `${name}${SIGNED_SUFFIX}` : name;
}

/** Ends the name of a users table that the configuration does not name. */
const SUFFIX = "-users";

/** Settings of a store that is a DynamoDB table. */
export type TableSettings = Extract<StoreSettings, { type: "dynamodb" }>;

/**
 * The settings of a stack's users table, for code that works on stacks with such a store only.
 * @throws {TypeError} if users are not in a table
 */
export function tableSettings({ settings: { store } }: Pick<ResolvedStack, "settings">): TableSettings {
  if (store.type !== "dynamodb") throw new TypeError(`a store of type ${store.type} has no table`);
  return store;
}

/**
 * The name of a stack's users table: as configured, or the stack's with `-users` added.
 * @param table As configured
 * @example usersTableName("cloudprnt", undefined) // "cloudprnt-users"
 */
export function usersTableName(stackName: string, table: string | undefined): string {
  return table ?? `${stackName}${SUFFIX}`;
}

/** The name of the users table of a stack that has one. */
export function usersTableOf(stack: Pick<ResolvedStack, "stackName" | "settings">): string {
  return usersTableName(stack.stackName, tableSettings(stack).table);
}

/** Two stages that would make one table. */
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
