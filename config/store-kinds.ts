import { resolve } from "node:path";
import { tableConflicts } from "./names/stack-names";
import type { Problem } from "./problem";
import type { ResolvedStack } from "./schema/config-schema";
import type { StoreSettings } from "./schema/store-schema";
import { isObject } from "./stages/merge-settings";

/**
 * One place where users live, as the configuration knows it: a `type` of `store`. Every room has a table with one row for each kind, under
 * that type, and works through the table without knowing the kinds:
 *
 * | Room | Table | What the row says |
 * | --- | --- | --- |
 * | `config/` | `STORE_KINDS`, here; its settings are a member of the union in `config/schema/store-schema.ts` | rules over several settings |
 * | `lambda/` | a file in `lambda/stores/` and one in `lambda/entries/` | how the handler finds a user |
 * | `identity/` | `STORE_SOURCES` in `identity/store-sources.ts` | that entry, what `access.json` holds, which secrets the store takes |
 * | `infra/` | `STORE_RESOURCES` in `infra/store-resources.ts` | constructs, what the access map shows |
 * | `infra/permissions/` | `STORE_PERMISSIONS` in `infra/permissions/store-permissions.ts` | what Terraform and the commands may do |
 * | `review/` | `STORE_REVIEWS` in `review/kind-reviews.ts` | types of resources in a plan, warnings |
 * | `local/` | `STORE_STACKS` in `local/stack-kinds.ts` | what the stand-in finds of it in a synthesized stack |
 * | `cli/` | `STORE_TOOLS` in `cli/kinds/store-tools.ts` | how the tool opens it, and checks it |
 *
 * A row is asked about stacks whose store is of its kind only.
 */
export interface StoreKind {
  /**
   * Path of the file that holds the users, where one does: it starts at the configuration's folder. Stages may share such a file, and users
   * in it count with the next deploy.
   */
  readonly file?: (store: StoreSettings) => string;
  /** What is wrong with a stack's settings together, where each of them is right. The settings are as a person wrote them, unchecked. */
  readonly problems?: (input: Record<string, unknown>) => readonly Problem[];
  /** What two stages of one account and Region, both with a store of this kind, would make under one name. */
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
 * Of a room's table, the row of the kind of a stack's store.
 * @example storeRow(settings, STORE_RESOURCES).make?.(place)
 */
export function storeRow<T>({ store }: { readonly store: StoreSettings }, table: Readonly<Record<StoreType, T>>): T {
  return table[store.type];
}

/** The users file of a stack, as an absolute path; `undefined` where users are not in a file. */
export function usersFileOf({ settings }: Pick<ResolvedStack, "settings">, configFolder: string): string | undefined {
  const file = storeRow(settings, STORE_KINDS).file?.(settings.store);
  return file === undefined ? undefined : resolve(configFolder, file);
}

/** What is wrong with a store's settings together with others: a key of another Region, which DynamoDB cannot use. */
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
        "DynamoDB takes keys of its own Region only; make one there, and in a configuration with stages, set kmsKeyArn in each.",
    },
  ];
}
