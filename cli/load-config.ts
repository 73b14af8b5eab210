import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { asError, CliError } from "./errors";
import { EXIT } from "./exit-codes";
import type { Io } from "./io";

/** Name of the configuration file. */
export const CONFIG_FILE = "iot-auth.config.ts";

/** A configuration file and what it exports, unchecked. */
export interface LoadedConfig {
  /** Absolute path. */
  readonly file: string;
  readonly config: unknown;
}

/**
 * Loads the configuration: the file given, or `iot-auth.config.ts` in the nearest folder upward.
 * @throws {CliError} if there is none, or it does not parse, or it throws: with file and line
 */
export function loadConfig(io: Pick<Io, "cwd" | "loadModule">, given: string | undefined): LoadedConfig {
  const file = given === undefined ? findConfigFile(io.cwd) : resolve(io.cwd, given);
  if (file === undefined) {
    throw new CliError(
      `There is no ${CONFIG_FILE} in ${io.cwd} or in a folder above it. Change to your project, or give --config FILE.`,
      EXIT.usage,
    );
  }
  if (!existsSync(file)) {
    throw new CliError(`\`--config\` must name a file that exists, got: ${JSON.stringify(given)}.`, EXIT.usage);
  }
  const { stackTraceLimit } = Error;
  // The line that imports what does not exist stands below the many frames of the loaders.
  Error.stackTraceLimit = 100;
  try {
    return { file, config: (io.loadModule(file) as { readonly default?: unknown }).default };
  } catch (error) {
    throw new CliError(describeLoadError(error, file, io.cwd), EXIT.usage);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The nearest configuration file in a folder or above it. */
export function findConfigFile(folder: string): string | undefined {
  const file = join(folder, CONFIG_FILE);
  if (existsSync(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : findConfigFile(parent);
}

/** Lines like a compiler's: `iot-auth.config.ts:4:2: Expected "}" but found "region"`. */
export function describeLoadError(error: unknown, configFile: string, cwd: string): string[] {
  const { message, stack = "" } = asError(error);
  const syntax = [...message.matchAll(/^(.+):(\d+):(\d+): ERROR: (.+)$/gm)];
  if (syntax.length > 0) {
    return syntax.map(([, file = configFile, line, column, text]) => `${show(file, cwd)}:${line}:${column}: ${text}`);
  }
  const place = findPlace(stack, configFile);
  return [`${show(configFile, cwd)}${place}: ${message.split("\n")[0]}`];
}

/** `:line:column` of the innermost stack frame that lies in the configuration file. */
function findPlace(stack: string, configFile: string): string {
  const frame = stack.split("\n").find((line) => line.includes(`${configFile}:`));
  const [, line, column] = /:(\d+):(\d+)\)?$/.exec(frame ?? "") ?? [];
  return line === undefined ? "" : `:${line}:${column}`;
}

function show(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path.startsWith("..") ? file : path;
}
