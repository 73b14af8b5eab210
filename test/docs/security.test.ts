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
  it("names for every line a test that exists", () => {
    expect(ROWS.length).toBeGreaterThan(12);
    const problems = ROWS.flatMap(([, , cannot = "", test = ""]) =>
      (test === "" ? ["no test"] : problemsOfTests(test)).map((problem) => `${cannot}: ${problem}`),
    );
    expect(problems).toEqual([]);
  });

  it.each(["device", "another user", "network", "state", "log", "repository", "pull request", "web page"])(
    "says what holds in the case of: %s",
    (who) => {
      expect(ROWS.map((cells) => cells.slice(0, 3).join(" ")).join("\n")).toContain(who);
    },
  );
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

  it("get updates proposed, as the packages do", () => {
    const dependabot = readFileSync(join(ROOT, ".github", "dependabot.yml"), "utf8");
    expect(dependabot.match(/package-ecosystem: (.+)/g)).toEqual([
      "package-ecosystem: npm",
      "package-ecosystem: github-actions",
    ]);
  });
});
