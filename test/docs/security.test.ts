import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { problemsOfTests } from "./named-tests";

const ROOT = join(__dirname, "..", "..");
const SECURITY = readFileSync(join(ROOT, "SECURITY.md"), "utf8");
const ROWS = SECURITY.split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| Who |") && !line.startsWith("| --- |"))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe("SECURITY.md", () => {
  it("names an existing test in every row", () => {
    expect(ROWS.length).toBeGreaterThan(12);
    const problems = ROWS.flatMap(([, , cannot = "", test = ""]) =>
      (test === "" ? ["no test"] : problemsOfTests(test)).map((problem) => `${cannot}: ${problem}`),
    );
    expect(problems).toEqual([]);
  });

  it.each(["device", "network", "state", "log", "repository", "pull request", "web page"])(
    "has a row whose first cell names the %s",
    (who) => {
      expect(ROWS.filter(([cell = ""]) => new RegExp(`\\b${who}\\b`).test(cell))).not.toEqual([]);
    },
  );

  it("says that a device cannot log in as another user", () => {
    const rows = ROWS.filter(([who = ""]) => /\bdevice\b/.test(who));
    expect(rows.map(([, , cannot]) => cannot).join("\n")).toContain("as another user");
  });
});

describe("GitHub's workflows", () => {
  const folder = join(ROOT, ".github", "workflows");
  const uses = readdirSync(folder).flatMap((name) =>
    [...readFileSync(join(folder, name), "utf8").matchAll(/uses: (.+)$/gm)].map(([, action = ""]) => action),
  );

  it("pin every action by its commit, with the version beside it", () => {
    expect(uses.length).toBeGreaterThan(8);
    expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  it("and the npm packages are updated by Dependabot", () => {
    const dependabot = readFileSync(join(ROOT, ".github", "dependabot.yml"), "utf8");
    expect(dependabot.match(/package-ecosystem: (.+)/g)).toEqual([
      "package-ecosystem: npm",
      "package-ecosystem: github-actions",
    ]);
  });
});
