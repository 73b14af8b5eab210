import { COMMANDS, type CommandEntry } from "../../cli/command-table";
import { CLIENT_ENTRIES } from "../../cli/settings/client-table";
import { type CliScene, startCliScene } from "../docs/blocks/cli-scene";
import { runUntil } from "../docs/blocks/run-until";
import { type Outcome, runInTurn } from "./helpers/in-turn";
import { REPOSITORY } from "./helpers/project";
import { runCli } from "./helpers/run-cli";

jest.setTimeout(120_000);

/** The settings commands other than the first two, which have the same code. */
const OTHER_CLIENTS = CLIENT_ENTRIES.slice(2).map(({ name }) => `settings ${name}`);

/** Returns every command without subcommands, by its words. */
function everyLeaf(entries: readonly CommandEntry[], path = ""): string[] {
  return entries.flatMap(({ name, commands }) =>
    commands ? everyLeaf(commands, `${path}${name} `) : [`${path}${name}`],
  );
}

const leaves = (entries: readonly CommandEntry[]) => everyLeaf(entries).filter((one) => !OTHER_CLIENTS.includes(one));

const MQTT = ["--local", "--username", "meter-1"];
const TOPIC = ["--topic", "telemetry/meter-1/t"];

/** Arguments with which each command succeeds; a new command needs a line here. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  local: ["--port", "0"],
  "users add": ["meter-20", "--group", "sensors"],
  "users list": [],
  "users show": ["meter-1"],
  "users rotate": ["printer-7"],
  "users disable": ["gateway-1"],
  "users enable": ["gateway-1"],
  "users remove": ["printer-7", "--yes"],
  "users update": ["meter-1", "--note", "moved"],
  "users import": ["fleet.csv"],
  "users export": [],
  "users move": ["--local", "--to-file", "moved.json"],
  "keys create": ["key-2030"],
  "keys list": [],
  "keys retire": ["key-2030", "--yes"],
  "token issue": ["--user", "meter-1", "--expires", "30d"],
  "token verify": [],
  "ca create": ["factory"],
  "ca show": [],
  "ca verification-certificate": ["factory", "--registration-code", "3d6f0a9c".repeat(8)],
  "device csr": ["sensor-7"],
  "device sign": ["sensor-7"],
  "device bundle": ["sensor-1", "--local"],
  "device list": ["--offline"],
  "device show": ["sensor-1", "--local"],
  // A thing that the configuration does not name, since doctor, which runs later, checks those.
  "device revoke": ["spare-1", "--local", "--yes"],
  "provisioning check": ["--certificate", "sensor-1.pem"],
  login: ["--local", "--username", "meter-1"],
  review: ["plan.json"],
  explain: ["--username", "meter-1", "--publish", "telemetry/meter-1/t"],
  connect: MQTT,
  publish: [...MQTT, ...TOPIC, "--message", "21.5"],
  subscribe: [...MQTT, "--topic", "commands/meter-1/#"],
  pubsub: ["--local", "--username", "sample", "--count", "1", "--interval", "0"],
  doctor: ["--local"],
  endpoint: [],
  "iam-policy": ["plan", "doctor"],
  "settings cloudprnt": ["--user", "00:11:62:aa:bb:cc"],
  "settings mosquitto-bridge": ["--user", "gateway-1"],
  "settings check": ["bridge.conf"],
  completion: ["bash"],
};
/** Commands that print one event on each line; every other command prints one document at its end. */
const EVENTS = ["local", "connect", "publish", "subscribe", "pubsub"];
/** Commands that run until ctrl-C. */
const ENDLESS = ["local", "subscribe"];
/** Matches commands that need an authorizer with signing. */
const SIGNED = /^(keys|token) /;
/** The command that needs users in a table. */
const WITH_TABLE = "users move";

describe("--json", () => {
  let [plain, signed, table]: CliScene[] = [];
  /**
   * Results of the commands that end by themselves. They run in another process, so that all its output is seen, also
   * that of libraries.
   */
  let outcomes: Readonly<Record<string, Outcome>>;
  beforeAll(async () => {
    [plain, signed, table] = [
      await startCliScene("plain"),
      await startCliScene("signed"),
      await startCliScene("table"),
    ];
    for (const scene of [plain, signed, table]) await scene.reset([]);

    const commands = leaves(COMMANDS).filter((command) => !ENDLESS.includes(command));
    const all = await runInTurn(
      REPOSITORY,
      commands.map((command) => {
        const { folder: cwd, env, read } = sceneOf(command);
        return { argv: wordsOf(command), cwd, env, input: command === "token verify" ? read("meter-1.json") : "" };
      }),
    );
    outcomes = Object.fromEntries(all.outcomes.map((outcome, at) => [commands[at], outcome]));
  });
  afterAll(async () => {
    await plain?.close();
    await signed?.close();
    await table?.close();
  });

  const sceneOf = (command: string): CliScene => {
    const scene = SIGNED.test(command) ? signed : command === WITH_TABLE ? table : plain;
    if (scene === undefined) throw new Error("not started");
    return scene;
  };
  const wordsOf = (command: string) => [...command.split(" "), ...(ARGUMENTS[command] ?? []), "--json"];

  async function stdoutOf(command: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const ended = outcomes[command];
    if (ended) return ended;
    const { folder: cwd, env } = sceneOf(command);
    const line = ["exec iot-auth", ...wordsOf(command).map((word) => `'${word}'`), "2>stderr.txt"].join(" ");
    const { code, output } = await runUntil(line, { cwd, env: { ...env }, running: /"(ready|subscribed)"/ });
    return { code, stdout: output, stderr: "" };
  }

  it("is tested with every command", () => {
    expect(Object.keys(ARGUMENTS).sort()).toEqual(leaves(COMMANDS).sort());
  });

  it.each(leaves(COMMANDS).filter((command) => !EVENTS.includes(command)))(
    "makes %s print one JSON document and nothing else",
    async (command) => {
      const { code, stdout, stderr } = await stdoutOf(command);
      expect([code, stderr]).toEqual([0, expect.not.stringContaining("error:")]);
      expect(typeof JSON.parse(stdout)).toBe("object");
      expect(stdout.endsWith("\n")).toBe(true);
    },
  );

  it.each(EVENTS)("makes %s print one JSON event a line and nothing else", async (command) => {
    const { code, stdout } = await stdoutOf(command);
    expect(code).toBe(0);
    const events = stdout.trimEnd().split("\n");
    expect(events.map((line) => typeof JSON.parse(line).event)).toEqual(events.map(() => "string"));
    expect(events.length).toBeGreaterThan(1);
  });

  it.each(leaves(COMMANDS))("leaves standard output empty where %s is called wrongly", async (command) => {
    const wrong = await runCli([...command.split(" "), "--no-such-option", "--json"], { cwd: plain?.folder ?? "" });
    expect([wrong.code, wrong.stdout, wrong.stderr]).toEqual([2, "", expect.stringContaining("--no-such-option")]);
  });
});
