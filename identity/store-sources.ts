import { basename } from "node:path";
import { type TableSettings, tableSettings, usersTableOf } from "../config/names/stack-names";
import type { ResolvedStack } from "../config/schema";
import { type StoreType, storeRow, usersFileOf } from "../config/store-kinds";
import type { CompiledAccess } from "../lambda/contract";
import { checkSecret } from "./users/check-secret";
import { compileUsers } from "./users/compile-users";
import { readUsersFile } from "./users/file/users-file";
import { CHOSEN_PASSWORD_WORK } from "./users/secret";
import type { User } from "./users/users-schema";

/** What the function's package holds for a store. */
export interface CompiledStore {
  /** Content of `users.jsonl`; left out where users are not in the package. */
  readonly lines?: string;
  /** The store's part of `access.json`. */
  readonly access: Pick<CompiledAccess, "refusalWork"> & Partial<CompiledAccess>;
}

/** Users of one kind of store: which of them a synthesis knows, and what the handler is told. See `StoreKind`. */
export interface StoreSource {
  /** The handler's entry that is bundled, from the project's folder: a function carries the code of its own store and of no other. */
  readonly entry: `lambda/entries/${string}.ts`;
  /** Makes what goes into the package. @param users Those that a synthesis knows */
  readonly compile: (stack: ResolvedStack, users: readonly User[]) => CompiledStore;
  /** Why a stored secret, a whole PHC string, may not be in the store. @default - it takes every secret */
  readonly refusesSecret?: (secret: string, stack: ResolvedStack) => "passwords-off" | "other-work" | undefined;
  /** Whether the store takes passwords chosen by people. @default - it does */
  readonly takesPasswords?: (stack: ResolvedStack) => boolean;
}

/**
 * The row of every kind of store. Users in a table are not known to a synthesis, so that refusals cost as much as the slowest that the
 * configuration allows there.
 */
export const STORE_SOURCES: Readonly<Record<StoreType, StoreSource>> = {
  bundled: {
    entry: "lambda/entries/bundled.ts",
    compile(_, users) {
      const { lines, refusalWork } = compileUsers(users);
      return { lines, access: { refusalWork } };
    },
  },
  dynamodb: {
    entry: "lambda/entries/dynamodb.ts",
    compile: (stack) => ({
      access: {
        refusalWork: tableSettings(stack).chosenPasswords ? { [CHOSEN_PASSWORD_WORK]: 2 } : {},
        table: usersTableOf(stack),
      },
    }),
    refusesSecret: (secret, stack) => checkTableSecret(secret, tableSettings(stack)),
    takesPasswords: (stack) => tableSettings(stack).chosenPasswords,
  },
};

/** The users that a synthesis knows: those in a users file. @throws {ConfigurationError} if the file is wrong */
export async function knownUsers(stack: ResolvedStack, configFolder: string): Promise<readonly User[]> {
  const file = usersFileOf(stack, configFolder);
  return file === undefined ? [] : (await readUsersFile(file)).users;
}

/** Returns the name of a stack's users file in messages. */
export function usersFileLabel(stack: ResolvedStack, configFolder: string): string {
  return basename(usersFileOf(stack, configFolder) ?? "");
}

/** Why a stored secret may not be in a stack's store, if it may not. */
export function refusesSecret(secret: string, stack: ResolvedStack): "passwords-off" | "other-work" | undefined {
  return storeRow(stack.settings, STORE_SOURCES).refusesSecret?.(secret, stack);
}

/**
 * Why a stored secret may not be in a users table, if it may not.
 *
 * A refused login performs as many slow checks as the slowest user could need, so that its duration does not tell which users exist. Who is
 * in the table is not known when the function is packaged, so this work is fixed: none, or that of two of this project's own password hashes.
 * - `passwords-off`: a password's hash, and `store.chosenPasswords` is not set
 * - `other-work`: a hash of another kind, or with other parameters
 * @param secret A whole PHC string
 */
function checkTableSecret(secret: string, store: TableSettings): "passwords-off" | "other-work" | undefined {
  const check = checkSecret(secret);
  if (!check.ok || check.slow === undefined) return undefined;
  if (check.slow !== CHOSEN_PASSWORD_WORK) return "other-work";
  return store.chosenPasswords ? undefined : "passwords-off";
}
