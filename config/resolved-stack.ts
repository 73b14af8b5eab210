import type { Problem } from "./problem";
import type { StackSettings } from "./schema";

/** One stack of the configuration, checked and complete. */
export interface ResolvedStack {
  /** Name of the stack: `<name>`, or `<name>-<stage>`. */
  readonly stackName: string;
  /** The stage, if the configuration has stages. */
  readonly stage?: string;
  readonly settings: StackSettings;
}

/** A stack, or everything that is wrong with it. */
export type Resolution =
  | { readonly ok: true; readonly stack: ResolvedStack }
  | { readonly ok: false; readonly problems: readonly Problem[] };
