import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

const PROJECT = resolve(__dirname, "..");
const ROOMS = ["aws", "bench", "cli", "config", "identity", "infra", "lambda", "local", "review", "scripts"];

/** Folders with one file for each row of a table: as many and as small as the rows are. */
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

/** Started by themselves, as programs or by name. */
const ENTRIES =
  /^(main\.ts|cli\/(bin|synth)\.mjs|cli\/start\/.+|bench\/(start\.ts|children\/.+|service\/.+-server\.ts)|scripts\/write-.+)$/;

/** Tests of several files together: what a person does, the documents, and what tests themselves stand on. */
const STORY_FOLDERS = /^test\/(?:(?:bench|clients|deploy|docs|helpers|lanes|workflows)\/|[\w-]+\.test\.ts$)/;

/** Tests of a room's files together, by the folder that they lie in. */
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

/** Names that several files have. Rows of two tables may be called after the same thing: a command, an operation of AWS, a kind of store. */
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
  it("have at most 300 lines, as tests have, and 60 to 100 in the middle", () => {
    const lengths = files.map(linesOf).sort((a, b) => a - b);
    expect([...files, ...tests].filter((file) => linesOf(file) > 300)).toEqual([]);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeGreaterThanOrEqual(60);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(100);
  });

  it("have fewer than 25 lines only where they are a front door, a row or an entry", () => {
    const small = files.filter((file) => linesOf(file) < 25 && basename(file) !== "index.ts");
    expect(small.filter((file) => !isRow(file) && !ENTRIES.test(file))).toEqual([]);
  });

  it("are below 25 lines in fewer than 40 places of the project, front doors among them", () => {
    const programs = files.filter((file) => !/^(bench|scripts)\//.test(file) && !file.endsWith(".cjs"));
    const small = [...programs, "iot-auth.config.ts", "jest.config.js"].filter((file) => linesOf(file) < 25);
    expect(small).toContain("iot-auth.config.ts");
    expect(small.length < 40 ? [] : small).toEqual([]);
  });

  it("lie at most 12 in a folder, but for rows of a table", () => {
    const full = grouped(dirname).filter(([folder, within]) => within.length > 12 && !isRow(`${folder}/`));
    expect(full.map(([folder, within]) => `${folder}: ${within.length}`)).toEqual([]);
  });

  it("have names that a search finds once, but for rows that are called after the same thing", () => {
    const repeated = grouped((file) => basename(file)).filter(
      ([name, within]) => !REPEATED.has(name) && within.filter((file) => !isRow(file)).length > 1,
    );
    expect(repeated.map(([, within]) => within.join(" and "))).toEqual([]);
  });
});

/** A test's file or folder of the same name, or of the beginning of its name: `check-secret-pbkdf2` tests `check-secret`. */
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

  it("are called after what they test, with what of it behind a hyphen, or are stories given here", () => {
    expect(named.length).toBeGreaterThan(300);
    expect(named.filter((file) => testedBy(file) === undefined && !isStory(file))).toEqual([]);
  });

  it("are all there that are given as stories, and none of them has a file of its name", () => {
    const stories = Object.entries(STORIES).flatMap(([folder, names]) =>
      names.map((name) => `${folder}/${name}.test.ts`),
    );
    expect(stories.filter((file) => !named.includes(file) || testedBy(file) !== undefined)).toEqual([]);
  });

  it("are not taken for tests of a file that is gone", () => {
    expect(testedBy("test/config/problem.test.ts")).toBe("config/problem");
    expect(testedBy("test/identity/users/check-secret-pbkdf2.test.ts")).toBe("identity/users/check-secret");
    expect(testedBy("test/cli/aws/http-header.test.ts")).toBeUndefined();
    expect(testedBy("test/lambda/identify.test.ts")).toBeUndefined();
  });
});
