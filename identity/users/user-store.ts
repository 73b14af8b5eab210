import { ConfigurationError, type Problem } from "../../config/problem";
import { iotAuth } from "../../config/text";
import type { User } from "./users-schema";

/**
 * The store of a stack's users: a users file, or a table in DynamoDB. Concurrent writers do not lose each other's
 * changes, and a call that fails changes nothing, unless it throws {@link LeftBehindError}.
 * @example
 * const takeBack = await store.change("printer-7", (user) => ({ ...user, disabled: true }));
 */
export interface UserStore {
  /** Name of the store in messages: `users.json`, `the table cloudprnt-users in us-east-1`. */
  readonly label: string;
  /** `table`: a change takes effect immediately. `file`: a change takes effect with the next deploy. */
  readonly kind: "file" | "table";
  /** Returns a user. @throws {ConfigurationError} if the file is wrong, or this user's item in the table */
  find(name: string): Promise<User | undefined>;
  /**
   * Returns the user name that is most similar, for "Did you mean". Always `undefined` for a table, which would have to
   * be read whole.
   */
  nearest(name: string): Promise<string | undefined>;
  /** Returns every user: in the file's order, or for a table sorted by name. */
  list(): Promise<UserList>;
  /** Returns those of the names that are in use, by valid users or not. */
  taken(names: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Adds users, all or none.
   * @throws {LeftBehindError} if adding failed halfway, and removing the added users failed too
   */
  add(users: readonly User[], steps: AddSteps): Promise<TakeBack>;
  /**
   * Changes a user. `change` may be called again if another process changed the user meanwhile.
   * @throws {ConfigurationError} if there is no such user (see `findUser`), or what `change` throws
   */
  change(name: string, change: (user: User) => User): Promise<TakeBack>;
  /**
   * Changes several users, all or none. The functions in `changes` may be called again if another process changed a
   * user meanwhile.
   * @throws {ConfigurationError} if there is no such user, or what a change throws
   * @throws {LeftBehindError} if changing failed halfway, and undoing the changes failed too
   */
  changeMany(changes: UserChanges, steps?: ChangeSteps): Promise<TakeBack>;
  /**
   * Disables a user, valid or not. Its other fields are not changed.
   * @throws {ConfigurationError} if there is no such user
   */
  disable(name: string): Promise<Disabling>;
  /** Removes a user, valid or not. @throws {ConfigurationError} if there is no such user */
  remove(name: string): Promise<void>;
  /**
   * Removes users, valid or not; names that do not exist are ignored. In a table, 100 users are removed at a time: if a
   * call fails halfway, repeating it removes the rest.
   * @param onRemoved Called with the number of users that were removed, after each part
   */
  removeMany(names: readonly string[], onRemoved?: (count: number) => void): Promise<void>;
}

/** Functions that return the changed user, by the users' names. */
export type UserChanges = ReadonlyMap<string, (user: User) => User>;

/** Callbacks and signal of `changeMany`. */
export interface ChangeSteps {
  /** Called after each changed user. */
  readonly onChanged?: () => void;
  /** Stops the call: the changes made so far are undone, and the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Undoes a change, except for users that another process has changed since.
 * @throws {LeftBehindError} if undoing failed
 */
export type TakeBack = () => Promise<void>;

/** Result of disabling a user. */
export interface Disabling {
  /** `false` if the user was disabled already. */
  readonly changed: boolean;
  /** Other problems of the user's item. Always empty for a file, which cannot be read with a wrong user. */
  readonly problems: readonly Problem[];
}

/** Callbacks and signal of `add`. */
export interface AddSteps {
  /**
   * Throws if one of the names in use is not acceptable. Called before anything is written, and again if a name is
   * taken while writing.
   */
  readonly refuse: (taken: ReadonlySet<string>) => void;
  /** Called after all checks; if it throws, nothing is added. */
  readonly beforeWriting?: () => Promise<void>;
  /** Called with the number of users that were added, after each part. */
  readonly onAdded?: (count: number) => void;
  /** Stops the call: the users added so far are removed, and the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Every user of a store. */
export interface UserList {
  readonly users: readonly User[];
  /** Users whose items are not valid. Always empty for a file, which cannot be read with such a user. */
  readonly broken: readonly BrokenUser[];
}

/** A user whose item is not valid, and the problems found. */
export interface BrokenUser {
  readonly name: string;
  readonly problems: readonly Problem[];
}

/** A change failed and could not be undone completely. */
export class LeftBehindError extends Error {
  /**
   * @param names Users that may still be changed or added
   * @param reason Why undoing failed
   * @param cause Why the change failed, if it did
   */
  constructor(
    readonly names: readonly string[],
    readonly reason: unknown,
    override readonly cause?: unknown,
  ) {
    super((reason as Error).message);
    this.name = "LeftBehindError";
  }
}

/**
 * Returns the user of that name.
 * @param path Name of the option in messages: `--username`
 * @throws {ConfigurationError} if there is no such user; the message suggests the most similar name
 */
export async function findUser(store: UserStore, name: string, path = "NAME"): Promise<User> {
  return (await store.find(name)) ?? noSuchUser(store, name, path);
}

/** Throws the error about a user that does not exist. @throws {ConfigurationError} always */
export async function noSuchUser(store: Pick<UserStore, "nearest">, name: string, path = "NAME"): Promise<never> {
  const guess = await store.nearest(name);
  const remedy = guess === undefined ? "" : `Did you mean ${JSON.stringify(guess)}? `;
  throw new ConfigurationError([
    { path, must: "name a user", got: name, remedy: `${remedy}To see them: ${iotAuth("users", "list")}` },
  ]);
}
