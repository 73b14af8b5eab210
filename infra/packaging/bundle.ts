import { build } from "esbuild";

/** The bundled code and its source files. */
export interface Bundle {
  readonly code: Buffer;
  /** Bundled source files, relative to `workingFolder`, sorted. */
  readonly inputs: readonly string[];
}

/**
 * Bundles a program for Node.js into one minified CommonJS file: the same source gives the same bytes in any folder.
 * @param entry Entry file, relative to `workingFolder`
 * @throws {Error} esbuild's own, naming file and line, if the source does not parse
 */
export async function bundle(workingFolder: string, entry: string): Promise<Bundle> {
  const result = await build({
    absWorkingDir: workingFolder,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    platform: "node",
    // The oldest Node.js that runs the bundle: that of the stand-in, which may be older than Lambda's.
    target: "node20",
    format: "cjs",
    // The package's CommonJS build requires its parts by computed names, which a bundler cannot resolve.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    legalComments: "none",
    charset: "utf8",
    // Ignores every tsconfig.json: one in a parent folder would change the result.
    tsconfigRaw: "{}",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const [output] = result.outputFiles;
  if (!output) throw new Error(`bundling ${entry} gave no output`);
  return { code: Buffer.from(output.contents), inputs: Object.keys(result.metafile.inputs).sort() };
}
