import type { CompiledUser } from "../contract";

/** Where users live. */
export interface Store {
  /**
   * The user of that name, or `undefined`. `"malformed"` if there is something under that name which is not a user, and so may not log in.
   * @throws {Refusal} `store-unavailable` if it cannot be found out
   */
  find(name: string): Promise<CompiledUser | "malformed" | undefined>;
}
