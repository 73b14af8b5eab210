import { readFileSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS, type CommandEntry } from "../../cli/command-table";
import { CLIENT_ENTRIES } from "../../cli/settings/client-table";

const ROOT = join(__dirname, "..", "..");
const LINES = readFileSync(join(ROOT, "help"), "utf8").trimEnd().split("\n");
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };
/** Scripts that npm itself runs when it installs. */
const BY_NPM = ["prepare"];

/** Returns the scripts that a line names: `npm test`, `npm start`, `npm run lint:fix`. */
const scriptsIn = (line: string) => [...line.matchAll(/\bnpm (?:run )?([a-z][a-z:]*)/g)].map((match) => match[1] ?? "");

/** Returns the commands that a line names: `npx iot-auth users add NAME … also: list show` names three. */
function commandsIn(line: string): string[] {
  const [, words = "", rest = ""] =
    /npx iot-auth ((?:[a-z][a-z-]* )*[a-z][a-z-]*)(.*)$/.exec(line.replace(/ {2,}/, " | ")) ?? [];
  if (words === "") return [];
  const [path, siblings] = [words.split(" "), /also: ([a-z -]+)$/.exec(rest)?.[1]?.split(" ") ?? []];
  return [path, ...siblings.map((name) => [...path.slice(0, -1), name])].map((parts) => parts.join(" "));
}

/** Returns every command without subcommands, by its words: `users add`. */
function leaves(entries: readonly CommandEntry[], path: readonly string[] = []): string[] {
  return entries.flatMap(({ name, commands }) =>
    commands ? leaves(commands, [...path, name]) : [[...path, name].join(" ")],
  );
}
/** The file help names the argument of `completion`, too. */
const SHELLS = ["completion bash", "completion zsh", "completion fish"];
/** The file help names only the first client: `iot-auth settings --help` has the list. */
const [FIRST_CLIENT, ...OTHER_CLIENTS] = CLIENT_ENTRIES.map(({ name }) => `settings ${name}`);
const COMMAND_LINES = leaves(COMMANDS)
  .flatMap((command) => (command === "completion" ? SHELLS : [command]))
  .filter((command) => !OTHER_CLIENTS.includes(command));

describe("the file help", () => {
  it("fits on one screen of 40 lines and 80 columns", () => {
    expect(LINES.length).toBeLessThanOrEqual(40);
    expect(LINES.filter((line) => line.length > 80)).toEqual([]);
  });

  it("names every script of package.json, and no other", () => {
    expect([...new Set(LINES.flatMap(scriptsIn))].sort()).toEqual(
      Object.keys(scripts)
        .filter((name) => !BY_NPM.includes(name))
        .sort(),
    );
  });

  it("names every command of the tool, and no other", () => {
    expect(LINES.flatMap(commandsIn).sort()).toEqual([...COMMAND_LINES].sort());
  });

  it("says for how many clients iot-auth settings prints settings", () => {
    const line = LINES.find((candidate) => candidate.includes(`npx iot-auth ${FIRST_CLIENT}`));
    expect(line).toContain(`${CLIENT_ENTRIES.length} clients`);
  });

  it("has the headings that projects of cdktf init have", () => {
    for (const heading of ["Compile", "Synthesize", "Diff", "Deploy", "Destroy", "Test"]) {
      expect(LINES).toContain(` ${heading}:`);
    }
  });

  it("explains every command line, in column 37", () => {
    const commandLines = LINES.filter((line) => line.startsWith("   "));
    expect(commandLines.filter((line) => !/^ {3}\S.* {2}(?<=^.{36})\S/.test(line))).toEqual([]);
  });
});
