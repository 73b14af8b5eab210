import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cached, cacheKey, codeDigest, sourceKey } from "./cache";

/** Folders of this project whose files are in the program. */
export const PROGRAM_SOURCES = ["infra/default-authorizer", "infra/policy-sweep", "aws", "config/text"] as const;

/** Version of the bundled form: raise it if the same source must give another program. */
const FORMAT = "3";

/** The program of the default-authorizer step, bundled. */
export interface DefaultAuthorizerProgram {
  /** Path of the program. */
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
 * Bundles the program with the AWS SDK's IoT and Lambda clients into one minified CommonJS file for Node.js 20 or
 * newer, which needs only `node`. The same sources give the same bytes in any folder. The file has about 790 kB, and
 * bundling takes less than a second.
 *
 * The SDK's CommonJS build is bundled: with its ES modules the file would have 515 kB, but twice as many files would
 * have to be read.
 * @throws esbuild's BuildFailure if a source does not parse or a dependency is not installed.
 * @example await writeFile("default-authorizer.cjs", await bundleDefaultAuthorizer(projectFolder))
 */
export async function bundleDefaultAuthorizer(projectFolder: string): Promise<Buffer> {
  // Loaded only when needed, see `packageFunction`.
  const { bundle } = await import("./bundle");
  return (await bundle(projectFolder, "infra/default-authorizer/step-program.ts")).code;
}
