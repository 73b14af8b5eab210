/**
 * Compiles the tool, so that it starts in half of the time. `npm install` runs this script. Each source file becomes
 * one file, in folders with the names of the source folders. If compiling fails, the installation continues, and the
 * tool runs from its sources.
 */
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { COMPILED_FOLDER, MANIFEST, sha256 } from "../cli/start/compiled.mjs";

const project = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(project, COMPILED_FOLDER);

/** Files that are loaded by their path; all other sources are found by following imports. */
const ENTRIES = ["cli/main.ts", "cli/io.ts", "cli/local/synth-child.ts", "config/index.ts"];

/**
 * Packages of many files that commands load. Each becomes one file, since opening and compiling files takes most of a
 * start's time.
 */
const PACKAGES = [
  ...["zod", "commander", "jsonc-parser", "proper-lockfile"],
  ...["@peculiar/x509", "mqtt", "mqtt-packet", "ws", "yauzl", "archiver", "constructs", "cdktf"],
];
/** A package of which single folders are imported. Each of these folders becomes one file. */
const PARTS_OF = "@cdktf/provider-aws";
/** Packages that also contain ECMAScript modules; for the others, the files that `require` finds are used. */
const MODULES = ["zod", "commander", "jsonc-parser", "proper-lockfile", "@peculiar/x509"];

/** Files that determine how sources are compiled: a change of one makes the compiled tool out of date. */
const SETTINGS = [
  ...["tsconfig.json", "cli/start/compiled.mjs", "scripts/compile-tool.mjs"],
  ...[...PACKAGES, PARTS_OF].map((name) => `node_modules/${name}/package.json`),
];

async function compile() {
  const { build } = await import("esbuild");
  const common = { absWorkingDir: project, write: false, platform: "node", logLevel: "silent", outdir: folder };
  const followed = await build({
    ...common,
    entryPoints: ENTRIES,
    bundle: true,
    packages: "external",
    metafile: true,
  });
  const sources = Object.keys(followed.metafile.inputs).sort();
  // Recorded before the sources are compiled: if one is edited meanwhile, the compiled tool is out of date.
  const states = [...sources, ...SETTINGS].map(stateOf);
  const { outputFiles } = await build({
    ...common,
    entryPoints: sources,
    outbase: project,
    format: "cjs",
    target: "node20",
    // As tsx does, so that commands and the configuration are loaded with `require`.
    supported: { "dynamic-import": false },
    sourcemap: "linked",
    sourcesContent: false,
  });
  const names = [...PACKAGES, ...partsIn(followed.metafile)];
  const packages = await Promise.all(names.map((name) => asOneFile(name, names, build, common)));
  rmSync(folder, { recursive: true, force: true });
  for (const { path, text } of [...outputFiles, ...packages.flat()]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      basename(path) === "index.js" ? opened(text) : path.endsWith(".js") ? besideItsSource(path, text) : text,
    );
  }
  writeFileSync(join(folder, MANIFEST), JSON.stringify({ sources: states }));
}

/** The folders of {@link PARTS_OF} that the sources import. */
function partsIn({ inputs }) {
  const imported = Object.values(inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  return [...new Set(imported)].filter((path) => path.startsWith(`${PARTS_OF}/`)).sort();
}

/**
 * Bundles a package into a file that `require` finds before the package. The other packages stay external, so that none
 * is loaded twice.
 */
async function asOneFile(name, names, build, common) {
  const quoted = JSON.stringify(name);
  const contents = MODULES.includes(name) ? `export * from ${quoted};` : `module.exports = require(${quoted});`;
  const { outputFiles } = await build({
    ...common,
    stdin: { contents, resolveDir: project },
    external: names.filter((other) => other !== name),
    outdir: undefined,
    outfile: join(folder, "node_modules", `${name}.js`),
    bundle: true,
    format: "cjs",
    target: "node20",
    // ECMAScript modules if a package has them: esbuild cannot see what a UMD file requires.
    mainFields: ["module", "main"],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "inline",
  });
  return outputFiles;
}

/** @returns {import("../cli/start/compiled.mjs").SourceState} */
function stateOf(path) {
  const file = join(project, path);
  const { size, mtimeMs: modified } = statSync(file);
  return { path, size, modified, sha256: sha256(file) };
}

/**
 * Makes an `index.js`, which only exports from other files, load each file when an export of it is first used, to keep
 * the start fast.
 */
function opened(text) {
  const required = /^var (import_\w+) = (require\(.+\));$/gm;
  return [...text.matchAll(required)].reduce(
    (door, [line, name, load]) =>
      door.replace(`${line}\n`, `var ${name};\n`).replaceAll(`=> ${name}.`, `=> (${name} ??= ${load}).`),
    text,
  );
}

/**
 * Sets `__dirname` to the folder of the source, where templates, programs of child processes and package.json are
 * found.
 */
function besideItsSource(path, text) {
  if (!/\b__dirname\b/.test(text)) return text;
  const up = relative(dirname(path), project);
  const source = relative(folder, dirname(path));
  const steps = [up, source].map((part) => JSON.stringify(part.split(sep).join("/"))).join(", ");
  return text.replace(/^"use strict";/, `"use strict";__dirname = require("node:path").join(__dirname, ${steps});`);
}

await compile().catch((error) => {
  rmSync(folder, { recursive: true, force: true });
  console.error(`The tool was not compiled, so it starts from its sources, which takes longer: ${error.message}`);
});
