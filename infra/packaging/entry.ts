import type { CompiledAccess } from "../../lambda/contract";

/**
 * The file to bundle for a stack, relative to the project's folder, by where its users live: a function that has them in its zip carries
 * nothing of DynamoDB.
 * @example entryOf({ ...access, table: "cloudprnt-users" }) // "lambda/entries/dynamodb.ts"
 */
export function entryOf({ table }: Pick<CompiledAccess, "table">): string {
  return table === undefined ? "lambda/entries/bundled.ts" : "lambda/entries/dynamodb.ts";
}
