import type { CompiledAccess } from "../../lambda/contract";
import type { Problem } from "../problem";
import type { StackSettings } from "../schema/config-schema";

/** One stack of the configuration, checked and complete. */
export interface ResolvedStack {
  /** Name of the stack: `<name>`, or `<name>-<stage>`. */
  readonly stackName: string;
  /** The stage, if the configuration has stages. */
  readonly stage?: string;
  readonly settings: StackSettings;
  /** The groups, compiled into the policies that the handler hands out. */
  readonly access: CompiledAccess["groups"];
}

/** A stack, or everything that is wrong with it. */
export type Resolution =
  | { readonly ok: true; readonly stack: ResolvedStack }
  | { readonly ok: false; readonly problems: readonly Problem[] };
