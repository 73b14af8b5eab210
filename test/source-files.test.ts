import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

const PROJECT = resolve(__dirname, "..");
const ROOMS = ["aws", "bench", "cli", "config", "identity", "infra", "lambda", "local", "review", "scripts"];

/** Folders with one file for each row of a table. Such files may be many, and small. */
const ROWS: readonly string[] = [
  "cli/commands",
  "cli/doctor/checks",
  "cli/settings/clients",
  "config/groups",
  "infra/constructs",
  "lambda/entries",
  "lambda/stores",
  "lambda/verify",
  "local/control-plane/operations",
  "local/dynamodb/operations",
  "review/types",
  "review/warnings",
];

/** Files that are started as programs or loaded by their name. */
const ENTRIES =
  /^(main\.ts|cli\/(bin|synth)\.mjs|cli\/start\/.+|bench\/(start\.ts|children\/.+|service\/.+-server\.ts)|scripts\/write-.+)$/;

/** Folders with tests of several files together: what a person does, the documents, and the tests' own helpers. */
const STORY_FOLDERS = /^test\/(?:(?:bench|clients|deploy|docs|helpers|lanes|workflows)\/|[\w-]+\.test\.ts$)/;

/** Tests of several files of one folder together, by the folder of the tests. */
const STORIES: Readonly<Record<string, readonly string[]>> = {
  "test/cli": ["compiled", "help-width", "hostile-text", "json-everywhere", "printed-context", "signs-of-life"],
  "test/cli/commands/device": ["registered", "walk"],
  "test/cli/commands/settings": ["cloudprnt", "mosquitto-bridge"],
  "test/cli/commands/users": ["from-a-table", "in-a-table"],
  "test/cli/stand-in": ["found-by-local"],
  "test/identity/tokens": ["signed-stack"],
  "test/infra": ["shipped-configuration"],
  "test/infra/default-authorizer": [
    ...["bundle", "contention", "guard", "interruptions", "replacement", "two-programs"],
  ],
  "test/local/broker": ["mqtt-js", "no-loss", "random-bytes", "slow-subscriber", "strict-packets"],
  "test/local/control-plane": ["clock"],
  "test/local/core": ["endpoints", "hostile-functions", "https-publish", "login-assumptions", "refresh"],
  "test/local/gateway": ["malformed-connections", "stalled-subscribers"],
  "test/local/policy": ["documented-examples"],
  "test/local/registry": ["device-endpoints", "device-login"],
  "test/review/trusted": [
    ...["certificates", "every-path", "formats", "imagined-plan", "legitimate-changes", "new-setting", "recorded-rows"],
  ],
  "test/review/warnings": ["documented"],
};

/**
 * Names that several files may have. Files that are rows of tables may also share a name, such as that of an AWS
 * operation.
 */
const REPEATED = new Set(["index.ts", "main.ts"]);

function filesIn(...places: readonly string[]): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...places], {
    cwd: PROJECT,
    encoding: "utf8",
  });
  return listed.split("\n").filter((file) => /\.(ts|mjs|cjs|js)$/.test(file) && existsSync(join(PROJECT, file)));
}

const files = filesIn(...ROOMS, "main.ts");
const tests = filesIn("test");

const linesOf = (file: string): number => readFileSync(join(PROJECT, file), "utf8").split("\n").length - 1;
const isRow = (file: string): boolean => ROWS.some((folder) => file.startsWith(`${folder}/`));

function grouped(keyOf: (file: string) => string): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const file of files) groups.set(keyOf(file), [...(groups.get(keyOf(file)) ?? []), file]);
  return [...groups];
}

describe("source files", () => {
  it("have at most 300 lines, as tests do, and a median of 60 to 100", () => {
    const lengths = files.map(linesOf).sort((a, b) => a - b);
    expect([...files, ...tests].filter((file) => linesOf(file) > 300)).toEqual([]);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeGreaterThanOrEqual(60);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(100);
  });

  it("have fewer than 25 lines only if they are an index.ts, a row of a table or an entry", () => {
    const small = files.filter((file) => linesOf(file) < 25 && basename(file) !== "index.ts");
    expect(small.filter((file) => !isRow(file) && !ENTRIES.test(file))).toEqual([]);
  });

  it("have fewer than 25 lines in fewer than 40 cases, index.ts files included", () => {
    const programs = files.filter((file) => !/^(bench|scripts)\//.test(file) && !file.endsWith(".cjs"));
    const small = [...programs, "iot-auth.config.ts", "jest.config.js"].filter((file) => linesOf(file) < 25);
    expect(small).toContain("iot-auth.config.ts");
    expect(small.length < 40 ? [] : small).toEqual([]);
  });

  it("are at most 12 in a folder, unless they are rows of a table", () => {
    const full = grouped(dirname).filter(([folder, within]) => within.length > 12 && !isRow(`${folder}/`));
    expect(full.map(([folder, within]) => `${folder}: ${within.length}`)).toEqual([]);
  });

  it("have different names, except rows of tables, main.ts and index.ts", () => {
    const repeated = grouped((file) => basename(file)).filter(
      ([name, within]) => !REPEATED.has(name) && within.filter((file) => !isRow(file)).length > 1,
    );
    expect(repeated.map(([, within]) => within.join(" and "))).toEqual([]);
  });
});

/**
 * Returns the file or folder that a test is named after, by its whole name or a beginning: `check-secret-pbkdf2` tests
 * `check-secret`.
 */
function testedBy(test: string): string | undefined {
  const words = test
    .replace(/^test\//, "")
    .replace(/\.test\.ts$/, "")
    .split("-");
  const names = words.map((_, count) => words.slice(0, words.length - count).join("-"));
  return names.find(
    (name) => name.includes("/") && ["", ".ts", ".mjs", ".cjs"].some((end) => existsSync(join(PROJECT, name + end))),
  );
}

describe("test files", () => {
  const named = tests.filter((file) => file.endsWith(".test.ts") && !STORY_FOLDERS.test(file));
  const isStory = (file: string): boolean => STORIES[dirname(file)]?.includes(basename(file, ".test.ts")) ?? false;

  it("are named after the file that they test, with an optional ending after a hyphen, or are listed in STORIES", () => {
    expect(named.length).toBeGreaterThan(300);
    expect(named.filter((file) => testedBy(file) === undefined && !isStory(file))).toEqual([]);
  });

  it("that STORIES lists exist, and have no source file of the same name", () => {
    const stories = Object.entries(STORIES).flatMap(([folder, names]) =>
      names.map((name) => `${folder}/${name}.test.ts`),
    );
    expect(stories.filter((file) => !named.includes(file) || testedBy(file) !== undefined)).toEqual([]);
  });

  it("are not named after a file that does not exist", () => {
    expect(testedBy("test/config/problem.test.ts")).toBe("config/problem");
    expect(testedBy("test/identity/users/check-secret-pbkdf2.test.ts")).toBe("identity/users/check-secret");
    expect(testedBy("test/cli/aws/http-header.test.ts")).toBeUndefined();
    expect(testedBy("test/lambda/identify.test.ts")).toBeUndefined();
  });
});
