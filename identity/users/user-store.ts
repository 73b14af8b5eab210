import { ConfigurationError, type Problem } from "../../config/problem";
import { iotAuth } from "../../config/text";
import type { User } from "./users-schema";

/**
 * Where a stack's users live: a users file, or a table in DynamoDB. Two writers at once lose nothing of each other's changes, and what
 * fails changes nothing.
 * @example
 * const takeBack = await store.change("printer-7", (user) => ({ ...user, disabled: true }));
 */
export interface UserStore {
  /** Name of the store in messages: `users.json`, `the table cloudprnt-users in us-east-1`. */
  readonly label: string;
  /** `table`: a change takes effect at once, and takes a while. `file`: with the next deploy. A store is one of the two, whatever holds it. */
  readonly kind: "file" | "table";
  /** @throws {ConfigurationError} if what the store holds is wrong: the file, or this one user in the table */
  find(name: string): Promise<User | undefined>;
  /** A name that was meant, where looking for it does not mean reading a whole table. */
  nearest(name: string): Promise<string | undefined>;
  /** Every user: in a file's order, or sorted by name. */
  list(): Promise<UserList>;
  /** Those of the names that are taken, by users in order or not. */
  taken(names: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Adds users, all or none.
   * @throws {LeftBehindError} if adding failed half way, and so did taking back what was added
   */
  add(users: readonly User[], steps: AddSteps): Promise<TakeBack>;
  /**
   * Changes a user. `change` may be called again if somebody else was faster.
   * @throws {ConfigurationError} if there is no such user (see `findUser`), or what `change` throws
   */
  change(name: string, change: (user: User) => User): Promise<TakeBack>;
  /**
   * Changes several users, all or none. What `changes` hold may be called again if somebody else was faster.
   * @throws {ConfigurationError} if there is no such user, or what a change throws
   * @throws {LeftBehindError} if changing failed half way, and so did taking back what was changed
   */
  changeMany(changes: UserChanges, steps?: ChangeSteps): Promise<TakeBack>;
  /** Disables a user, in order or not: nothing else of it is changed. @throws {ConfigurationError} if there is no such user */
  disable(name: string): Promise<Disabling>;
  /** Removes a user, in order or not. @throws {ConfigurationError} if there is no such user */
  remove(name: string): Promise<void>;
  /**
   * Removes users, in order or not, and leaves out names that are not there. In a table, a hundred at a time: if it fails half way, the same
   * call again removes the rest.
   * @param onRemoved Called with how many more were removed
   */
  removeMany(names: readonly string[], onRemoved?: (count: number) => void): Promise<void>;
}

/** What becomes of users, by their names. */
export type UserChanges = ReadonlyMap<string, (user: User) => User>;

/** What happens while users are changed. */
export interface ChangeSteps {
  /** Called after each. */
  readonly onChanged?: () => void;
  /** Stops changing; what was changed is taken back, and the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Undoes a change, leaving alone what somebody else has changed meanwhile. @throws {LeftBehindError} */
export type TakeBack = () => Promise<void>;

/** What disabling did. */
export interface Disabling {
  /** Whether the user was not disabled before. */
  readonly changed: boolean;
  /** What is not in order with the user besides, which only a table lets anybody write. */
  readonly problems: readonly Problem[];
}

/** What happens while users are added. */
export interface AddSteps {
  /** Throws if one of the names must not be taken. Called before anything is written, and when a name is taken at the last moment. */
  readonly refuse: (taken: ReadonlySet<string>) => void;
  /** Called once everything is checked; if it throws, nothing is added. */
  readonly beforeWriting?: () => Promise<void>;
  /** Called with how many more were added. */
  readonly onAdded?: (count: number) => void;
  /** Stops adding; what was added is taken back, and the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Every user of a store. */
export interface UserList {
  readonly users: readonly User[];
  /** Users that are not in order. A file with such a user cannot be read at all, so these are a table's. */
  readonly broken: readonly BrokenUser[];
}

/** A user that is not in order, and why. */
export interface BrokenUser {
  readonly name: string;
  readonly problems: readonly Problem[];
}

/** A change could not be taken back whole. */
export class LeftBehindError extends Error {
  /**
   * @param names Users that may be there as the change left them
   * @param cause What the change failed of, if it did
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
 * The user of that name.
 * @param path Name of the option in messages: `--username`
 * @throws {ConfigurationError} if there is none, with the nearest name
 */
export async function findUser(store: UserStore, name: string, path = "NAME"): Promise<User> {
  return (await store.find(name)) ?? noSuchUser(store, name, path);
}

/** @throws {ConfigurationError} always */
export async function noSuchUser(store: Pick<UserStore, "nearest">, name: string, path = "NAME"): Promise<never> {
  const guess = await store.nearest(name);
  const remedy = guess === undefined ? "" : `Did you mean ${JSON.stringify(guess)}? `;
  throw new ConfigurationError([
    { path, must: "name a user", got: name, remedy: `${remedy}To see them: ${iotAuth("users", "list")}` },
  ]);
}
