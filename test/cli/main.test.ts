import { COMMANDS, type CommandEntry } from "../../cli/command-table";
import { type TestProject, testProject } from "./helpers/project";
import { runCli } from "./helpers/run-cli";

let project: TestProject;
beforeAll(() => {
  project = testProject();
});
afterAll(() => project.remove());

const run = (...argv: string[]) => runCli(argv, { cwd: project.folder });
const leaves = (entries: readonly CommandEntry[], path: string[] = []): string[][] =>
  entries.flatMap(({ name, commands }) => (commands ? leaves(commands, [...path, name]) : [[...path, name]]));

describe("iot-auth", () => {
  it("lists its commands and exit codes with --help, on standard output", async () => {
    const { code, stdout, stderr } = await run("--help");
    expect([code, stderr]).toEqual([0, ""]);
    for (const { name, summary } of COMMANDS) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} +${summary.replaceAll(" ", "\\s+")}$`, "m"));
    }
    expect(stdout).toContain("Exit codes:\n  0    done, or the answer is yes\n  1    the answer is no");
  });

  it("prints its help on standard error, and fails, when no command is given", async () => {
    const { code, stdout, stderr } = await run();
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Usage: iot-auth [options] [command]");
  });

  it("prints its version", async () => {
    expect((await run("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each(leaves(COMMANDS).map((path) => [path.join(" "), path] as const))(
    "shows how to use %s, with examples and common options",
    async (name, path) => {
      const { code, stdout, stderr } = await run(...path, "--help");
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain(`Usage: iot-auth ${name}`);
      expect(stdout).toMatch(new RegExp(`^Examples:\n {2}.*iot-auth ${name}`, "m"));
      expect(stdout).toContain("--json");
      expect(await run("help", ...path)).toEqual({ code, stdout, stderr });
    },
  );

  it.each([
    [["user"], "error: unknown command 'user'. Did you mean users?", "iot-auth [options] [command]", "npx iot-auth"],
    [
      ["users", "ad"],
      "error: unknown command 'ad'. Did you mean add?",
      "iot-auth users [options] [command]",
      "npx iot-auth users",
    ],
    [
      ["users", "add", "--grop", "x"],
      "error: unknown option '--grop'. Did you mean --group?",
      "iot-auth users add [options] <NAME>",
      "npx iot-auth users add",
    ],
    [
      ["users", "list", "--stag", "x"],
      "error: unknown option '--stag'. Did you mean --stage?",
      "iot-auth users list [options]",
      "npx iot-auth users list",
    ],
    [["--jsn"], "error: unknown option '--jsn'. Did you mean --json?", "iot-auth [options] [command]", "npx iot-auth"],
    [
      ["users", "list", "--config"],
      "error: option '--config <FILE>' argument missing",
      "iot-auth [options] [command]",
      "npx iot-auth",
    ],
    [
      ["help", "users", "ad"],
      "error: unknown command 'ad'. Did you mean add?",
      "iot-auth users [options] [command]",
      "npx iot-auth users",
    ],
    [
      ["settings", "nanomqq"],
      "error: unknown command 'nanomqq'. Did you mean nanomq-bridge?",
      "iot-auth settings [options] [command]",
      "npx iot-auth settings",
    ],
  ])("answers %j with what is wrong, the nearest that is right, and the usage", async (argv, error, usage, command) => {
    expect(await run(...argv)).toEqual({
      code: 2,
      stdout: "",
      stderr: `${error}\nUsage: ${usage}\nHelp:  ${command} --help\n`,
    });
  });

  it.each([
    [["zzz"], COMMANDS, "npx iot-auth"],
    [["help", "zzz"], COMMANDS, "npx iot-auth"],
    [["settings", "kafka"], COMMANDS.find(({ name }) => name === "settings")?.commands ?? [], "npx iot-auth settings"],
  ])("answers %j, which nothing is near, with all that is known", async (argv, known, command) => {
    const { code, stderr } = await run(...argv);
    const [error = "", ...lines] = stderr.split("\n");
    expect([code, error]).toEqual([2, `error: unknown command '${argv.at(-1)}'`]);
    const usage = lines.findIndex((line) => line.startsWith("Usage: "));
    const list = lines.slice(0, usage).map((line) => line.trim());
    expect(list.join(" ")).toBe(`Known: ${known.map(({ name }) => name).join(", ")}`);
    expect(lines[usage + 1]).toBe(`Help:  ${command} --help`);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("takes common options before and after the command", async () => {
    expect((await run("--json", "users", "list")).stdout).toBe("[]\n");
    expect((await run("users", "--json", "list")).stdout).toBe("[]\n");
    expect((await run("users", "list", "--json")).stdout).toBe("[]\n");
  });

  it("reports a mistake of its own without a stack trace, unless asked for one", async () => {
    const broken = { cwd: project.folder, now: "no date" };
    const { code, stderr } = await runCli(["users", "add", "a", "--group", "sensors"], broken);
    expect(code).toBe(70);
    expect(stderr).toBe(
      "error: Invalid time value\nThis is a mistake in iot-auth; please report it. IOT_AUTH_DEBUG=1 shows where it happened.\n",
    );
    const debug = await runCli(["users", "add", "a", "--group", "sensors"], {
      ...broken,
      env: { IOT_AUTH_DEBUG: "1" },
    });
    expect(debug.stderr).toMatch(/^ +at .+$/m);
  });
});
