import { readFileSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS } from "../../cli/command-table";
import { DECISION_QUERIES } from "../../infra/deployed-names";
import { synthesized } from "../infra/constructs/monitoring/synthesized";

const ROOT = join(__dirname, "..", "..");
const DOC = readFileSync(join(ROOT, "docs", "operations.md"), "utf8");

describe("docs/operations.md", () => {
  it("has a section for every alarm of the stack, and for no other", () => {
    const alarms = Object.keys(synthesized({ metrics: true, alarms: {} }, true).aws_cloudwatch_metric_alarm ?? {});
    expect(alarms.length).toBeGreaterThan(0);
    expect([...DOC.matchAll(/^### `<stack>-(.+)`$/gm)].map(([, name]) => name).sort()).toEqual(alarms.sort());
  });

  it("names only saved queries that exist", () => {
    const named = [...DOC.matchAll(/`<stack>\/([^`]+)`/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !Object.hasOwn(DECISION_QUERIES, name ?? ""))).toEqual([]);
  });

  it("names only commands that exist", () => {
    const named = [...DOC.matchAll(/npx iot-auth ([a-z]+)(?: ([a-z]+))?/g)];
    expect(named.length).toBeGreaterThan(5);
    for (const [, name, below] of named) {
      const command = COMMANDS.find((entry) => entry.name === name);
      expect([name, command !== undefined]).toEqual([name, true]);
      if (command?.commands) expect(command.commands.map((entry) => entry.name)).toContain(below);
    }
  });

  it("marks every block of commands as needing AWS", () => {
    const blocks = DOC.match(/```sh/g) ?? [];
    expect(blocks.length).toBeGreaterThan(0);
    expect(DOC.match(/<!-- needs AWS -->\n```sh/g)).toHaveLength(blocks.length);
  });
});
