import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cached, cacheKey, codeDigest, sourceKey } from "./cache";

/** Folders of this project that the program is made of. */
export const PROGRAM_SOURCES = ["infra/default-authorizer", "infra/policy-sweep", "aws", "config/text"] as const;

/** Raise it when the same source must give another program. */
const FORMAT = "3";

/** The program of the default-authorizer step, bundled. */
export interface DefaultAuthorizerProgram {
  /** Where it lies. */
  readonly file: string;
  /** See `codeDigest`. */
  readonly digest: string;
}

/**
 * Builds the program of the default-authorizer step, or takes it from the cache.
 * @throws {ConfigurationError} if the cache folder cannot be written
 */
export async function packageDefaultAuthorizer(
  projectFolder: string,
  cacheFolder: string,
): Promise<DefaultAuthorizerProgram> {
  const lockfile = await readFile(join(projectFolder, "package-lock.json"));
  const sources = await Promise.all(PROGRAM_SOURCES.map((folder) => sourceKey(join(projectFolder, folder))));
  const key = cacheKey([FORMAT, lockfile, ...sources]);
  const file = join(cacheFolder, "default-authorizer", key, "default-authorizer.cjs");
  const code = await cached(file, () => bundleDefaultAuthorizer(projectFolder));
  return { file, digest: codeDigest(code) };
}

/**
 * Bundles the program, the AWS SDK's IoT and Lambda clients included, into one minified CommonJS file for Node.js 20 or newer, so that it runs
 * with nothing but `node` installed. Same sources, same bytes, in any folder. About 790 kB, made in less than a second.
 *
 * The SDK's CommonJS build is taken: its ES modules would give a file of 515 kB, but are twice as many files to read.
 * @throws esbuild's BuildFailure when a source is broken or a dependency is not installed.
 * @example await writeFile("default-authorizer.cjs", await bundleDefaultAuthorizer(projectFolder))
 */
export async function bundleDefaultAuthorizer(projectFolder: string): Promise<Buffer> {
  // Loaded only when needed, see `packageFunction`.
  const { bundle } = await import("./bundle");
  return (await bundle(projectFolder, "infra/default-authorizer/step-program.ts")).code;
}
