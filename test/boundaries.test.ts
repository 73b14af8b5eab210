import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix, resolve, sep } from "node:path";
import ts from "typescript";

const PROJECT = resolve(__dirname, "..");

/** The handler's contract with the rest: what every room may know of `lambda/`. */
const CONTRACT = ["lambda/contract", "lambda/partitions"];

/** What each part may import of this project: folders with a trailing slash, files without extension. */
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
};

/** The framework: behind the synthesized JSON, nothing knows that there is one. */
const FRAMEWORK = /^(cdktf|constructs|@cdktf\/.+)(\/|$)/;

/** One import, as written and as what it leads to inside the project. */
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

/** Everything a file imports: statically, as a type, from an export, by `import()` or by `require()`. */
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

const written = ({ from, specifier }: Import): string => `${from} imports ${specifier}`;

describe.each(Object.keys(MAY_IMPORT))("%s", (part) => {
  it(`imports of this project only ${MAY_IMPORT[part]?.join(", ")}`, () => {
    const allowed = MAY_IMPORT[part] ?? [];
    const forbidden = imports(part).filter(({ target }) => target !== undefined && !isAllowed(target, allowed));
    expect(forbidden.map(written)).toEqual([]);
  });

  it("imports nothing by a path from the root of the disk", () => {
    expect(
      imports(part)
        .filter(({ specifier }) => /^(\/|file:|[A-Za-z]:)/.test(specifier))
        .map(written),
    ).toEqual([]);
  });
});

describe("lambda", () => {
  it("has no dependency: everything else it imports comes with Node.js, named with node:", () => {
    const builtins = new Set(builtinModules.map((name) => `node:${name}`));
    const others = imports("lambda").filter(
      ({ specifier, target }) => target === undefined && !builtins.has(specifier),
    );
    expect(imports("lambda").some(({ specifier }) => specifier === "node:crypto")).toBe(true);
    expect(others.map(written)).toEqual([]);
  });
});

describe.each(["local", "cli", "lambda", "iot-auth.config.ts", "main.ts"])("%s", (part) => {
  it("does not know the framework", () => {
    expect(
      imports(part)
        .filter(({ specifier }) => FRAMEWORK.test(specifier))
        .map(written),
    ).toEqual([]);
  });
});

describe.each(["cli", "identity", "aws", "lambda"])("%s", (part) => {
  it("has no cycle of imports, types included", () => {
    expect(cycleIn(part)).toEqual([]);
  });
});

/** The first files of a part that import each other in a circle; none if there is no circle. */
function cycleIn(part: string): string[] {
  const files = new Set(sources(part));
  const fileOf = (target: string) => [target, `${target}.ts`, `${target}/index.ts`].find((path) => files.has(path));
  const done = new Set<string>();
  const follow = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { target } of importsOf(file, readFileSync(join(PROJECT, file), "utf8"))) {
      const next = target === undefined ? undefined : fileOf(target);
      const cycle = next === undefined ? [] : follow(next, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of files) {
    const cycle = follow(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

describe("this test", () => {
  it("sees every kind of import", () => {
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

  it("reads the files there are", () => {
    for (const part of ["main.ts", "iot-auth.config.ts", "infra", "lambda"]) {
      expect(imports(part).length).toBeGreaterThan(0);
    }
    expect(isAllowed("lambda/contract", ["lambda/contract"])).toBe(true);
    expect(isAllowed("lambda/contract-2", ["lambda/contract"])).toBe(false);
    expect(isAllowed("lambda/login", ["lambda/contract"])).toBe(false);
    expect(isAllowed("infra", ["infra/"])).toBe(true);
    expect(isAllowed("infrastructure/a", ["infra/"])).toBe(false);
  });
});
