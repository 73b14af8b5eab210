import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runningFile } from "../../cli/stand-in/running-file";
import { runCli, runCliUntil } from "../cli/helpers/run-cli";
import { run } from "../helpers/run";
import { type CliScene, startCliScene } from "./blocks/cli-scene";
import { type Block, placeOf, readDocument } from "./blocks/markdown-blocks";
import { blocksFor } from "./blocks/runners";
import { type ToolAtHand, toolAtHand } from "./blocks/tool-at-hand";

jest.setTimeout(120_000);

/** A command line of the reference, and what stands above it. */
interface Example {
  readonly line: string;
  readonly meaning: string;
}

const examplesIn = ({ text }: Block): Example[] => {
  const lines = text.split("\n");
  // The scene has the tool on its path: `npx` would look for it where the scene is.
  return lines.flatMap((line, at) =>
    line.startsWith("# ") ? [] : [{ line: line.replace("npx iot-auth", "iot-auth"), meaning: lines[at - 1] ?? "" }],
  );
};
const BLOCKS = blocksFor(__filename);
const EXAMPLES = BLOCKS.flatMap((block) => examplesIn(block).map((example) => ({ ...example, place: placeOf(block) })));

/** What has to happen before an example makes sense. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  "iot-auth users enable printer-7": ["users", "disable", "printer-7"],
  "iot-auth users rotate printer-7 --finish": ["users", "rotate", "printer-7"],
  "iot-auth users update visitor --expires 30d": ["users", "add", "visitor", "--group", "sensors"],
  "iot-auth users update visitor --expires never --note ''": ["users", "add", "visitor", "--group", "sensors"],
  "iot-auth device sign sensor-2 --ca factory": ["device", "csr", "sensor-2"],
};
/** Questions whose answer is no, which is what they show. */
const ANSWERED_NO = [
  "iot-auth explain --username meter-1 --client-id meter-2",
  "iot-auth explain --username meter-1 --subscribe 'commands/#' --json",
];
/** Runs until somebody presses ctrl-C. */
const isEndless = (line: string) => /^iot-auth (local(?!.*--once)|subscribe(?!.*--count)|.*--count 0)/.test(line);
/** Waits for a message of somebody else. */
const isWaiting = (line: string) => /^iot-auth subscribe .*--count/.test(line);
/** Users in a table: an import of a whole users file, which no other users file takes, and the way back. */
const WITH_TABLE = /users import users\.json|users move|--users-file/;
/** A shell's work. */
const SPAWNED = /[|<>]/;
/** A stand-in beside the one of the scene, by the same process: it takes its place where that is looked for. */
const IS_LOCAL = /^iot-auth local/;

/** A message for the client that waits for one. */
const publish = ({ folder: cwd, env }: CliScene) =>
  runCli(wordsOf("publish --local --username controller --topic commands/meter-1/t --message on"), { cwd, env });

/**
 * The example as it can be run here. The stand-in takes AWS's place, since the examples that ask AWS would need a deployed stack; a free
 * port takes the place of 8443, and a folder of the test that of /etc.
 */
function here(line: string, scene: CliScene): string {
  const local = line
    .replace(
      "--endpoint abc123-ats.iot.us-east-1.amazonaws.com",
      `--endpoint localhost:${scene.core.port} --ca-file ${scene.core.certificates.caFile}`,
    )
    .replace("--authorizer-name fleet ", "--authorizer-name fleet-prod ")
    .replace("/etc/mosquitto", join(scene.folder, "etc", "mosquitto"))
    .replace(/^iot-auth local/, "iot-auth local --port 0");
  const asksAws = /iot-auth (login|connect|publish|subscribe|pubsub|doctor)\b/.test(local) || WITH_TABLE.test(line);
  return asksAws && !/--(local|endpoint)\b/.test(local) ? local.replace(/iot-auth (users )?\w+/, "$& --local") : local;
}

/** Words of a line without pipes. */
const wordsOf = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

/** Lets another stand-in be found in the place of the scene's, and puts that back. */
async function standingAside<T>({ folder }: CliScene, other: () => Promise<T>): Promise<T> {
  const file = runningFile(folder, "fleet-prod");
  const found = readFileSync(file);
  try {
    return await other();
  } finally {
    writeFileSync(file, found);
  }
}

/** Runs an example to its end; one that asks gets a yes. */
async function perform(line: string, scene: CliScene) {
  const { folder: cwd, env } = scene;
  if (SPAWNED.test(line)) {
    // What a pipe is fed by must not fail unseen.
    const { code, stdout, stderr } = await run("bash", ["-o", "pipefail", "-c", line], { cwd, env: { ...env } });
    return { code, stdout, stderr };
  }
  const options = { cwd, env, now: new Date().toISOString() };
  if (IS_LOCAL.test(line)) return await standingAside(scene, () => runCli(wordsOf(line).slice(1), options));
  const asks = /^iot-auth (users remove|keys retire)(?!.*--yes)/.test(line);
  return runCli(wordsOf(line).slice(1), asks ? { ...options, terminal: true, stdin: "y\n" } : options);
}

/** Says that it has begun what it does until the end. */
const RUNNING = /Serving\.|"ready"|subscribed|published/;

describe("the examples of docs/cli.md", () => {
  let [plain, signed, table]: CliScene[] = [];
  let tool: ToolAtHand;
  beforeAll(async () => {
    tool = await toolAtHand();
    [plain, signed] = [await startCliScene("plain", tool), await startCliScene("signed", tool)];
    table = await startCliScene("table", tool);
  });
  afterAll(async () => {
    await tool.close();
    await plain?.close();
    await signed?.close();
    await table?.close();
  });
  const sceneOf = (line: string) => {
    const isSigned = /iot-auth (keys|token)\b|--token-(stdin|only)/.test(line);
    const scene = isSigned ? signed : WITH_TABLE.test(line) ? table : plain;
    if (!scene) throw new Error("not started");
    return scene;
  };

  it("are one for each command or more, each with its meaning", () => {
    expect(EXAMPLES.filter(({ meaning }) => !meaning.startsWith("# "))).toEqual([]);
    expect(EXAMPLES.filter(({ line }) => !/\biot-auth /.test(line))).toEqual([]);
    expect(
      BLOCKS.flatMap(({ text }) => text.split("\n")).filter((line) => /^(?!# ).*(?<!npx )\biot-auth [a-z]/.test(line)),
    ).toEqual([]);
    const sections = readDocument("docs/cli.md").match(/^## (?!For every command)/gm) ?? [];
    expect(BLOCKS).toHaveLength(sections.length);
  });

  it("fail in a line of shell with the exit code and the error of the command", async () => {
    const scene = sceneOf("iot-auth users show");
    await scene.reset([]);
    const { code, stdout, stderr } = await perform("iot-auth users show 'meter 99' | cat", scene);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(/^error: .*"meter 99"/)]);
  });

  it.each(EXAMPLES.map(({ line, place }) => [line, place]))("work: %s (%s)", async (line) => {
    const scene = sceneOf(line);
    await scene.reset(/users add (\S+)/.exec(line)?.slice(1) ?? []);
    if (line.includes("--users-file users.json")) rmSync(join(scene.folder, "users.json"));
    const before = BEFORE[line];
    if (before) expect((await runCli(before, { cwd: scene.folder })).code).toBe(0);

    const command = here(line, scene);
    const { folder: cwd, env } = scene;
    if (isEndless(line) || isWaiting(line)) {
      const end = isWaiting(line) ? () => void publish(scene) : undefined;
      const options = { cwd, env, now: new Date().toISOString() };
      const ended = () => runCliUntil(wordsOf(command).slice(1), RUNNING, options, end);
      const { code, stderr } = await (IS_LOCAL.test(line) ? standingAside(scene, ended) : ended());
      expect([code, stderr]).toEqual([0, expect.not.stringMatching(/^error/m)]);
      return;
    }
    const { code, stdout, stderr } = await perform(command, scene);
    expect([code, stderr]).toEqual([ANSWERED_NO.includes(line) ? 1 : 0, expect.not.stringMatching(/^error/m)]);
    expect(stdout).not.toContain("undefined");
    const target = / > (\S+)$/.exec(command)?.[1]?.replace("~", scene.env.HOME ?? "");
    if (target) expect(readFileSync(join(target.startsWith("/") ? "" : scene.folder, target), "utf8")).not.toBe("");
  });
});
