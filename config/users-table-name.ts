import type { StoreSettings } from "./store-schema";

/** Ends the name of a users table that the configuration does not name. */
const SUFFIX = "-users";

/**
 * The name of a stack's users table: as configured, or the stack's with `-users` added. Nothing where users are shipped in the zip.
 * @example usersTableName("cloudprnt", { type: "dynamodb", … }) // "cloudprnt-users"
 */
export function usersTableName(stackName: string, store: Extract<StoreSettings, { type: "dynamodb" }>): string;
export function usersTableName(stackName: string, store: StoreSettings): string | undefined;
export function usersTableName(stackName: string, store: StoreSettings): string | undefined {
  return store.type === "dynamodb" ? (store.table ?? `${stackName}${SUFFIX}`) : undefined;
}
