import type { CompiledUser } from "../contract";

/** Where users live. */
export interface Store {
  /** The user of that name, or `undefined`. */
  find(name: string): Promise<CompiledUser | undefined>;
}
