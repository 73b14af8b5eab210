import type { Command } from "commander";
import type { ExitCode } from "./exit-codes";
import type { Io } from "./io";
import type { Output } from "./output";

/** Options that every command takes. */
export interface CommonOptions {
  /** Configuration file; the nearest one upward by default. */
  readonly config?: string;
  /** A stage of the configuration. */
  readonly stage?: string;
  readonly json?: boolean;
}

/** What a command works with besides its own arguments. */
export interface CommandContext {
  readonly io: Io;
  readonly output: Output;
  /** To be read when the command runs, not when it is configured. */
  readonly options: () => CommonOptions;
  /** Ends the program with this code, for an answer that is no error: {@link EXIT}.refused. */
  readonly exitWith: (code: ExitCode) => void;
  /** The whole program with every command declared, for what is generated from it. */
  readonly loadAllCommands: () => Promise<Command>;
}
