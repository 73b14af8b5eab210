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

/** Other files below 25 lines, with the reason. */
const SMALL: Readonly<Record<string, string>> = {
  "identity/users/file/users-json-schema.ts": "for a script alone, which no command loads",
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

  it("have fewer than 25 lines only where they are a front door, a row, an entry, or small for a reason given here", () => {
    const small = files.filter((file) => linesOf(file) < 25 && basename(file) !== "index.ts");
    expect(small.filter((file) => !isRow(file) && !ENTRIES.test(file) && !Object.hasOwn(SMALL, file))).toEqual([]);
    expect(Object.keys(SMALL).filter((file) => !files.includes(file))).toEqual([]);
  });

  it("lie at most 14 in a folder, but for rows of a table", () => {
    const full = grouped(dirname).filter(([folder, within]) => within.length > 14 && !isRow(`${folder}/`));
    expect(full.map(([folder, within]) => `${folder}: ${within.length}`)).toEqual([]);
  });

  it("have names that a search finds once, but for rows that are called after the same thing", () => {
    const repeated = grouped((file) => basename(file)).filter(
      ([name, within]) => !REPEATED.has(name) && within.filter((file) => !isRow(file)).length > 1,
    );
    expect(repeated.map(([, within]) => within.join(" and "))).toEqual([]);
  });
});
