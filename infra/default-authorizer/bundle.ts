import { resolve } from "node:path";
import { bundle } from "../packaging/bundle";

/**
 * Bundles the program, the AWS SDK's IoT and Lambda clients included, into one minified CommonJS file for Node.js 20 or newer, so that it runs
 * with nothing but `node` installed. Same sources, same bytes, in any folder. About 790 kB, made in less than a second.
 *
 * The SDK's CommonJS build is taken: its ES modules would give a file of 515 kB, but are twice as many files to read.
 * @throws esbuild's BuildFailure when a source is broken or a dependency is not installed.
 * @example await writeFile("default-authorizer.cjs", await bundleDefaultAuthorizerProgram())
 */
export async function bundleDefaultAuthorizerProgram(): Promise<Buffer> {
  const { code } = await bundle(resolve(__dirname, "../.."), "infra/default-authorizer/program.ts");
  return code;
}
