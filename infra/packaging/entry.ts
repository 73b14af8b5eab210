import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CompiledAccess } from "../../lambda/contract";

/** What is bundled for a stack. */
export interface Entry {
  /** Relative to the project's folder. */
  readonly file: string;
  /** Packages that go into the bundle, with their versions. */
  readonly packages: readonly string[];
}

/**
 * The file to bundle, by where the stack's users live: a function that has them in its zip carries nothing of DynamoDB.
 * @example await entryOf({ ...access, table: "cloudprnt-users" }) // { file: "lambda/entries/dynamodb.ts", packages: ["aws4fetch@1.0.20"] }
 */
export async function entryOf({ table }: Pick<CompiledAccess, "table">): Promise<Entry> {
  if (table === undefined) return { file: "lambda/entries/bundled.ts", packages: [] };
  return { file: "lambda/entries/dynamodb.ts", packages: [await withVersion("aws4fetch")] };
}

/** Its package.json is not among what the package exports, but lies above what is. */
async function withVersion(name: string): Promise<string> {
  const manifest = join(dirname(require.resolve(name)), "..", "package.json");
  const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
  return `${name}@${version}`;
}
