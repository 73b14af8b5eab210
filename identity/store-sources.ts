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

/** A store's part of the function's package. */
export interface CompiledStore {
  /** Content of `users.jsonl`; absent if the package contains no users. */
  readonly lines?: string;
  /** The store's part of `access.json`. */
  readonly access: Pick<CompiledAccess, "refusalWork"> & Partial<CompiledAccess>;
}

/** How one kind of store is packaged for the handler, and which secrets it accepts. See `StoreKind`. */
export interface StoreSource {
  /**
   * Entry file of the handler's bundle, relative to the project's folder. The bundle contains the code of this kind of
   * store only.
   */
  readonly entry: `lambda/entries/${string}.ts`;
  /** Makes the store's part of the package. @param users Users that {@link knownUsers} returns */
  readonly compile: (stack: ResolvedStack, users: readonly User[]) => CompiledStore;
  /** Returns why the store does not accept a stored secret, a whole PHC string. @default - it accepts every secret */
  readonly refusesSecret?: (secret: string, stack: ResolvedStack) => "passwords-off" | "other-work" | undefined;
  /** Whether the store accepts passwords chosen by people. @default - it does */
  readonly takesPasswords?: (stack: ResolvedStack) => boolean;
}

/**
 * The row of every kind of store. Synthesis does not know the users in a table, so each refusal there does as much
 * hashing as the slowest refusal that the configuration allows.
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

/**
 * Returns the users that are known at synthesis: those of a users file; none of a table.
 * @throws {ConfigurationError} if the file is wrong
 */
export async function knownUsers(stack: ResolvedStack, configFolder: string): Promise<readonly User[]> {
  const file = usersFileOf(stack, configFolder);
  return file === undefined ? [] : (await readUsersFile(file)).users;
}

/** Returns the name of a stack's users file in messages. */
export function usersFileLabel(stack: ResolvedStack, configFolder: string): string {
  return basename(usersFileOf(stack, configFolder) ?? "");
}

/** Returns why a stack's store does not accept a stored secret, or `undefined` if it does. */
export function refusesSecret(secret: string, stack: ResolvedStack): "passwords-off" | "other-work" | undefined {
  return storeRow(stack.settings, STORE_SOURCES).refusesSecret?.(secret, stack);
}

/**
 * Returns why a users table does not accept a stored secret, or `undefined` if it does.
 *
 * A refused login performs as many slow checks as the slowest user could need, to keep its duration from revealing
 * which users exist. The users of a table are not known when the function is packaged, so this work is fixed: none, or
 * two checks of this project's password hash.
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
