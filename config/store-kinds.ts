import { resolve } from "node:path";
import { tableConflicts } from "./names/stack-names";
import type { Problem } from "./problem";
import type { ResolvedStack } from "./schema/config-schema";
import type { StoreSettings } from "./schema/store-schema";
import { isObject } from "./stages/merge-settings";

/**
 * One kind of store for users, with its part in the configuration: a `type` of `store`. Each folder below has a table with one row for each kind,
 * under that type, and uses the table without knowing the kinds:
 *
 * | Folder | Table | Content of the row |
 * | --- | --- | --- |
 * | `config/` | `STORE_KINDS`, here; its settings are a member of the union in `config/schema/store-schema.ts` | rules about several settings |
 * | `lambda/` | a file in `lambda/stores/` and one in `lambda/entries/` | how the handler finds a user |
 * | `identity/` | `STORE_SOURCES` in `identity/store-sources.ts` | that entry, what `access.json` contains, which secrets the store accepts |
 * | `infra/` | `STORE_RESOURCES` in `infra/store-resources.ts` | constructs, what the access map shows |
 * | `infra/permissions/` | `STORE_PERMISSIONS` in `infra/permissions/store-permissions.ts` | what Terraform and the commands may do |
 * | `review/` | `STORE_REVIEWS` in `review/kind-reviews.ts` | types of resources in a plan, warnings |
 * | `local/` | `STORE_STACKS` in `local/stack-kinds.ts` | what the stand-in reads from a synthesized stack |
 * | `cli/` | `STORE_TOOLS` in `cli/kinds/store-tools.ts` | how commands open and check the store |
 *
 * A row is used only for stacks whose store is of its kind.
 */
export interface StoreKind {
  /**
   * Returns the path of the users file, relative to the configuration's folder. Stages may share a users file, and its changes take effect with the
   * next deploy. @default - users are not in a file
   */
  readonly file?: (store: StoreSettings) => string;
  /** Returns the problems of a stack's settings that the schema cannot find, since they concern several settings. The settings are unchecked. */
  readonly problems?: (input: Record<string, unknown>) => readonly Problem[];
  /** Returns the problems of two stages with stores of this kind that would create resources with the same name in one account and Region. */
  readonly conflicts?: (stack: ResolvedStack, earlier: ResolvedStack) => readonly Problem[];
}

/** A `type` of `store`. */
export type StoreType = StoreSettings["type"];

/** Every {@link StoreKind}, by its type. */
export const STORE_KINDS: Readonly<Record<StoreType, StoreKind>> = {
  bundled: { file: (store) => (store.type === "bundled" ? store.file : "") },
  dynamodb: { problems: storeProblems, conflicts: tableConflicts },
};

/**
 * Returns the row of a table for the kind of a stack's store.
 * @example storeRow(settings, STORE_RESOURCES).make?.(place)
 */
export function storeRow<T>({ store }: { readonly store: StoreSettings }, table: Readonly<Record<StoreType, T>>): T {
  return table[store.type];
}

/** Returns the absolute path of a stack's users file; `undefined` if users are not in a file. */
export function usersFileOf({ settings }: Pick<ResolvedStack, "settings">, configFolder: string): string | undefined {
  const file = storeRow(settings, STORE_KINDS).file?.(settings.store);
  return file === undefined ? undefined : resolve(configFolder, file);
}

/** Returns the problem of a KMS key in another Region, which DynamoDB cannot use. */
export function storeProblems({ store, region }: Record<string, unknown>): readonly Problem[] {
  const got = isObject(store) ? store.kmsKeyArn : undefined;
  const [, itsRegion] = /^arn:[^:]+:kms:([^:]+):/.exec(String(got)) ?? [];
  if (itsRegion === undefined || typeof region !== "string" || itsRegion === region) return [];
  return [
    {
      path: "store.kmsKeyArn",
      must: `be a key in ${region}, the stack's Region`,
      got,
      remedy:
        "DynamoDB accepts keys of its own Region only; make one there, and in a configuration with stages, set kmsKeyArn in each.",
    },
  ];
}
