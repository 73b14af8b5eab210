import type { Command } from "commander";
import type { ExitCode } from "./exit-codes";
import type { Io } from "./io";
import type { Output } from "./output";

/** Options that every command accepts. */
export interface CommonOptions {
  /** Configuration file; the nearest one upward by default. */
  readonly config?: string;
  /** Name of a stage of the configuration, or of its stack. */
  readonly stage?: string;
  readonly json?: boolean;
}

/** What every command receives besides its own arguments. */
export interface CommandContext {
  readonly io: Io;
  readonly output: Output;
  /**
   * Returns the parsed options. Call it when the command runs: while the command is being configured, nothing is parsed
   * yet.
   */
  readonly options: () => CommonOptions;
  /** Sets the exit code for a result that is not an error, such as {@link EXIT}.refused. The command continues. */
  readonly exitWith: (code: ExitCode) => void;
  /** Builds the program with every command declared, from which completion scripts and docs/cli.md are generated. */
  readonly loadAllCommands: () => Promise<Command>;
}
