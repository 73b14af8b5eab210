import { COMMANDS, type CommandEntry } from "../../cli/command-table";
import { REPOSITORY } from "./helpers/project";
import { runCli } from "./helpers/run-cli";

function paths(entries: readonly CommandEntry[], before: readonly string[] = []): string[][] {
  return entries.flatMap(({ name, commands = [] }) => [[...before, name], ...paths(commands, [...before, name])]);
}

describe("help fits into 80 columns, except lines to copy", () => {
  it.each([[], ...paths(COMMANDS)].map((path) => [path]))("%j", async (path) => {
    const { stdout } = await runCli([...path, "--help"], { cwd: REPOSITORY });
    const lines = stdout.split("\n").filter((line) => !/^ {2}.*npx iot-auth /.test(line) || line.startsWith("      "));
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});
