import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ConfigurationError } from "../problem";
import { noFile } from "../read-given-file";
import { analyseConfig } from "./analyse-config";
import { describeLoadError } from "./describe-load-error";

/** Name of the configuration file. */
export const CONFIG_FILE = "iot-auth.config.ts";

/** What the loader needs from the process. */
export interface LoadContext {
  /** Folder to which given paths, and paths in messages, are relative. */
  readonly cwd: string;
  /** Loads a TypeScript module by its absolute path: `require` with support for TypeScript. */
  readonly loadModule: (path: string) => unknown;
}

/** A configuration file and its default export, not checked yet. */
export interface LoadedConfig {
  /** Absolute path of the file. */
  readonly file: string;
  readonly config: unknown;
}

/** The configuration file cannot be loaded. Each line names a place in it, the mistake, and what was probably meant. */
export class ConfigurationFileError extends ConfigurationError {
  constructor(lines: readonly string[]) {
    super([]);
    this.message = lines.join("\n");
  }
}

/**
 * Loads the configuration for synthesis, for commands and for reloads: the given file, or `iot-auth.config.ts` in the nearest folder upwards.
 * @throws {ConfigurationFileError} if there is no file, if it does not parse, has a setting twice, imports something that does not exist, throws,
 *   or has no default export
 * @example const { config } = await loadConfig({ cwd: process.cwd(), loadModule: require }, undefined);
 */
export async function loadConfig(context: LoadContext, given: string | undefined): Promise<LoadedConfig> {
  const { cwd, loadModule } = context;
  const file = configFile(cwd, given);
  const show = (path: string): string => shown(path, cwd);
  const mistakes = await analyseConfig(file, show);
  if (mistakes.length > 0) throw new ConfigurationFileError(mistakes);
  const { stackTraceLimit } = Error;
  // The frame of an import that does not exist is below the many frames of the module loaders.
  Error.stackTraceLimit = 100;
  try {
    const { default: config } = loadModule(file) as { readonly default?: unknown };
    if (config === undefined) throw new ConfigurationFileError([noDefaultExport(show(file))]);
    if (typeof (config as { then?: unknown }).then === "function") {
      throw new ConfigurationFileError([
        `${show(file)}:1:1: The default export is a promise. Export what it resolves to.`,
      ]);
    }
    return { file, config };
  } catch (error) {
    throw error instanceof ConfigurationFileError
      ? error
      : new ConfigurationFileError(describeLoadError(error, file, show));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function configFile(cwd: string, given: string | undefined): string {
  const file = given === undefined ? findConfigFile(cwd) : resolve(cwd, given);
  if (file === undefined) {
    throw new ConfigurationFileError([
      `There is no ${CONFIG_FILE} in ${cwd} or in a folder above it. Change to your project, or give --config FILE.`,
    ]);
  }
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile()) return file;
  const got = `${JSON.stringify(given)}${found ? `, which is ${noFile(found)}` : ""}`;
  throw new ConfigurationFileError([`\`--config\` must name a file that exists, got: ${got}.`]);
}

/** Finds the nearest configuration file in a folder or in the folders above it. */
export function findConfigFile(folder: string): string | undefined {
  const file = join(folder, CONFIG_FILE);
  if (existsSync(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : findConfigFile(parent);
}

const noDefaultExport = (file: string): string =>
  `${file}:1:1: The file has no default export. Write: export default defineConfig({ name: …, region: …, groups: … });`;

function shown(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path.startsWith("..") ? file : path;
}
