import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix, resolve, sep } from "node:path";
import ts from "typescript";

const PROJECT = resolve(__dirname, "..");

/** Modules of `lambda/` that every folder may import: the handler's contract with the rest of the project. */
const CONTRACT = ["lambda/contract", "lambda/partitions"];

/** Modules of this project that each part may import: folders with a trailing slash, files without extension. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["infra/", "config/"],
  "iot-auth.config.ts": ["config/"],
  cli: ["cli/", "review/", "local/", "infra/", "identity/", "config/", "aws/", ...CONTRACT],
  review: ["review/", "infra/", "config/", ...CONTRACT],
  infra: ["infra/", "identity/", "config/", "aws/", ...CONTRACT],
  identity: ["identity/", "config/", "aws/", ...CONTRACT],
  config: ["config/", ...CONTRACT],
  aws: ["aws/", ...CONTRACT],
  local: ["local/", ...CONTRACT],
  lambda: ["lambda/"],
  // Measures some modules by themselves, see MEASURED_INSIDE, and uses the clients of the tests.
  bench: ["bench/", "local/", "infra/", "identity/", "config/", "test/clients/", "lambda/verify/", ...CONTRACT],
  // Writes generated files: documents, schemas and pictures.
  scripts: ["scripts/", "cli/", "review/", "infra/", "identity/", "config/", "iot-auth.config", ...CONTRACT],
};

/**
 * Modules besides each `index.ts` that other folders may import: small modules that nearly every file of the importing
 * folders uses, and the one or two modules of a folder that others need.
 */
const NAMED_DOORS: ReadonlySet<string> = new Set([
  ...["config/problem", "config/login-kinds", "config/store-kinds", "config/public-key", "config/read-given-file"],
  ...["config/loading/load-config", "config/names/stack-names"],
  ...["config/stages/merge-settings", "config/stages/resolve-config"],
  ...["identity/login-sources", "identity/store-sources", "identity/write-atomically"],
  // Not exported by identity/users/index.ts, since they load the SDK's client.
  ...[
    "identity/users/table/dynamodb-table",
    "identity/users/table/table-interface",
    "identity/users/table/table-store",
  ],
  ...["infra/addresses", "infra/access-map", "infra/set-digest", "infra/deployed-names", "infra/certificate-names"],
  "infra/evaluated-once",
  ...["infra/default-authorizer/names", "infra/outputs/cloud-prnt-settings", "infra/outputs/example-client"],
  ...["infra/packaging/bundle", "infra/packaging/package-function"],
  ...["infra/synthesis/load-stack", "infra/synthesis/run-synthesis", "infra/synthesis/synthesize"],
  "local/synthesized-stack",
  // For the program of the local-exec step: whatever it imports is bundled into it.
  ...["config/text/command-line", "config/text/visible"],
  ...CONTRACT,
  // For the scripts that write documents and compile the tool.
  ...["cli/exit-codes", "cli/io", "cli/program", "cli/settings/client-table", "cli/settings/settings-client"],
  "cli/start/compiled",
]);

/** Modules that `bench/` measures by themselves. */
const MEASURED_INSIDE: ReadonlySet<string> = new Set([
  ...["local/broker/limits", "local/broker/sessions/drop-tally", "local/broker/sessions/session"],
  ...["local/broker/sessions/subscription", "local/broker/sessions/waiting-memory"],
  ...["local/broker/topics/subscription-index", "local/broker/topics/topic-filter", "local/broker/topics/topic-name"],
  ...["local/certificates/development-certificates", "local/certificates/issuing", "local/clock"],
  ...["local/policy/matching/match-pattern", "lambda/verify/verify"],
]);

/**
 * Folders of `infra/` that a synthesis does not load: the program of the local-exec step, which is bundled from its
 * entry, the program that detaches a policy before it is destroyed, and the permissions that the tool prints.
 */
const NOT_SYNTHESIZED = ["infra/default-authorizer/", "infra/policy-sweep/", "infra/permissions/"];

/** Packages of the framework. Code that reads the synthesized JSON must not depend on them. */
const FRAMEWORK = /^(cdktf|constructs|@cdktf\/.+)(\/|$)/;

/** One import: its specifier as written, and the module of the project that it leads to. */
interface Import {
  readonly from: string;
  readonly specifier: string;
  /** Path from the project's folder, for a relative import. */
  readonly target?: string;
}

function sources(part: string): string[] {
  const path = join(PROJECT, part);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [part];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|mts|cts|js|mjs|cjs)$/.test(name))
    .map((name) => posix.join(part, name.split(sep).join("/")));
}

/** Returns all imports of a file: static ones, types, `export … from`, `import()` and `require()`. */
function importsOf(from: string, text: string): Import[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName: specifier }) => ({
    from,
    specifier,
    ...(specifier.startsWith(".") ? { target: posix.join(dirname(from), specifier) } : {}),
  }));
}

function imports(part: string): Import[] {
  return sources(part).flatMap((file) => importsOf(file, readFileSync(join(PROJECT, file), "utf8")));
}

function isAllowed(target: string, allowed: readonly string[]): boolean {
  const path = target.replace(/\.(ts|js|mjs|cjs)$/, "");
  return allowed.some((one) => (one.endsWith("/") ? `${path}/`.startsWith(one) : path === one));
}

/** Returns, for each file of the parts, the files that it imports. */
function importGraph(parts: readonly string[]): Map<string, Import[]> {
  const files = new Set(parts.flatMap(sources));
  const fileOf = (path: string) =>
    [path, `${path}.ts`, `${path}/index.ts`, path.replace(/\.js$/, ".ts")].find((file) => files.has(file));
  const graph = new Map<string, Import[]>([...files].map((file) => [file, []]));
  for (const each of parts.flatMap(imports)) {
    const target = each.target === undefined ? undefined : fileOf(each.target);
    if (target !== undefined) graph.get(each.from)?.push({ ...each, target });
  }
  return graph;
}

/** Returns the shortest import cycle through a file, without the file at the end; undefined if there is none. */
function wayBack(graph: ReadonlyMap<string, readonly Import[]>, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const { target = "" } of graph.get(file) ?? []) {
      if (target === start) {
        const way = [file];
        for (let at = file; at !== start; way.unshift(at)) at = cameFrom.get(at) ?? start;
        return way;
      }
      if (cameFrom.has(target)) continue;
      cameFrom.set(target, file);
      queue.push(target);
    }
  }
  return undefined;
}

/** Returns each import cycle once, as its files in the order in which they import each other. */
function cyclesOf(graph: ReadonlyMap<string, readonly Import[]>): string[] {
  const cycles = new Map<string, string>();
  for (const file of graph.keys()) {
    const way = wayBack(graph, file);
    if (way) cycles.set([...way].sort().join(), [...way, file].join(" -> "));
  }
  return [...new Set(cycles.values())];
}

/** Returns all files that are loaded when a file is loaded. */
function reachedFrom(graph: ReadonlyMap<string, readonly Import[]>, start: string): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const file of reached) {
    for (const { target = "" } of graph.get(file) ?? []) reached.add(target);
  }
  return reached;
}

const withoutExtension = (file: string): string => file.replace(/\.(ts|js|mjs|cjs)$/, "");

/** Whether a file imports a module of another folder that is not exported there. Tests may import every module. */
function isPastTheDoor(from: string, target: string): boolean {
  const [room = "", ...within] = target.split("/");
  if (from.startsWith("test/") || within.length === 0 || from.startsWith(`${room}/`) || room === "test") return false;
  if (from.startsWith("bench/") && MEASURED_INSIDE.has(withoutExtension(target))) return false;
  return within.at(-1) !== "index.ts" && !NAMED_DOORS.has(withoutExtension(target));
}

const written = ({ from, specifier }: Import): string => `${from} imports ${specifier}`;

describe.each(Object.keys(MAY_IMPORT))("%s", (part) => {
  it(`imports only these modules of this project: ${MAY_IMPORT[part]?.join(", ")}`, () => {
    const allowed = MAY_IMPORT[part] ?? [];
    const forbidden = imports(part).filter(({ target }) => target !== undefined && !isAllowed(target, allowed));
    expect(forbidden.map(written)).toEqual([]);
  });

  it("imports no module by an absolute path", () => {
    expect(
      imports(part)
        .filter(({ specifier }) => /^(\/|file:|[A-Za-z]:)/.test(specifier))
        .map(written),
    ).toEqual([]);
  });
});

describe("lambda", () => {
  it("has no dependencies: besides its own modules it imports only modules of Node.js, named with node:", () => {
    const builtins = new Set(builtinModules.map((name) => `node:${name}`));
    const others = imports("lambda").filter(
      ({ specifier, target }) => target === undefined && !builtins.has(specifier),
    );
    expect(imports("lambda").some(({ specifier }) => specifier === "node:crypto")).toBe(true);
    expect(others.map(written)).toEqual([]);
  });
});

describe.each(["local", "cli", "lambda", "iot-auth.config.ts", "main.ts"])("%s", (part) => {
  it("imports no package of cdktf or constructs", () => {
    expect(
      imports(part)
        .filter(({ specifier }) => FRAMEWORK.test(specifier))
        .map(written),
    ).toEqual([]);
  });
});

describe("all files", () => {
  const graph = importGraph([...Object.keys(MAY_IMPORT), "test"]);

  it("have no import cycles, type imports included", () => {
    expect(cyclesOf(graph)).toEqual([]);
  });

  it("import from another folder only its index.ts files and the modules in NAMED_DOORS", () => {
    const past = [...graph.values()].flat().filter(({ from, target = "" }) => isPastTheDoor(from, target));
    expect(past.map(written)).toEqual([]);
  });

  it("include every module that NAMED_DOORS and MEASURED_INSIDE list", () => {
    const known = new Set([...graph.keys()].map(withoutExtension));
    expect([...NAMED_DOORS, ...MEASURED_INSIDE].filter((file) => !known.has(file))).toEqual([]);
  });

  it("of infra are loaded by main.ts, except the programs that Terraform runs and the permissions", () => {
    const reached = reachedFrom(graph, "main.ts");
    const unreached = sources("infra").filter(
      (file) => !reached.has(file) && !file.endsWith("/index.ts") && !isAllowed(file, NOT_SYNTHESIZED),
    );
    expect(unreached).toEqual([]);
  });
});

describe("this test", () => {
  it("finds an import cycle, and names its files", () => {
    const graph = new Map(
      [
        importsOf("local/a.ts", 'import { b } from "./b";'),
        importsOf("local/b.ts", 'import { e } from "./e"; export { c } from "./deep/c";'),
        importsOf("local/deep/c.ts", 'import type { A } from "../a";'),
        importsOf("local/d.ts", 'import { a } from "./a";'),
        importsOf("local/e.ts", 'import "node:fs";'),
      ].map((all) => [all[0]?.from ?? "", all.map((each) => ({ ...each, target: `${each.target}.ts` }))]),
    );
    expect(cyclesOf(graph)).toEqual(["local/deep/c.ts -> local/a.ts -> local/b.ts -> local/deep/c.ts"]);
    expect([...reachedFrom(graph, "local/d.ts")]).toEqual(expect.arrayContaining(["local/e.ts", "local/deep/c.ts"]));
    expect(reachedFrom(graph, "local/e.ts").has("local/a.ts")).toBe(false);
  });

  it("finds imports of modules that their folder does not export", () => {
    expect(isPastTheDoor("cli/main.ts", "identity/users/secret.ts")).toBe(true);
    expect(isPastTheDoor("cli/main.ts", "identity/users/index.ts")).toBe(false);
    expect(isPastTheDoor("cli/main.ts", "config/problem.ts")).toBe(false);
    expect(isPastTheDoor("identity/store-sources.ts", "identity/users/secret.ts")).toBe(false);
    expect(isPastTheDoor("test/cli/main.test.ts", "identity/users/secret.ts")).toBe(false);
    expect(isPastTheDoor("bench/start.ts", "local/clock.ts")).toBe(false);
    expect(isPastTheDoor("cli/main.ts", "local/clock.ts")).toBe(true);
  });

  it("finds every kind of import", () => {
    const text = `
      import a from "../a";
      import type { B } from "../b";
      export * from "../c";
      import "../d";
      const e = await import("../e");
      const f = require("../f");
      type G = import("../g").G;`;
    expect(importsOf("x/y.ts", text).map(({ target }) => target)).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
  });

  it("finds imports in every part, and compares whole names of modules and folders", () => {
    for (const part of ["main.ts", "iot-auth.config.ts", "infra", "lambda", "bench", "scripts"]) {
      expect(imports(part).length).toBeGreaterThan(0);
    }
    expect(isAllowed("lambda/contract", ["lambda/contract"])).toBe(true);
    expect(isAllowed("lambda/contract-2", ["lambda/contract"])).toBe(false);
    expect(isAllowed("lambda/login", ["lambda/contract"])).toBe(false);
    expect(isAllowed("infra", ["infra/"])).toBe(true);
    expect(isAllowed("infrastructure/a", ["infra/"])).toBe(false);
  });
});
