import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runningFile } from "../../cli/stand-in/running-file";
import { runCli, runCliUntil } from "../cli/helpers/run-cli";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import { type CliScene, startCliScene } from "./blocks/cli-scene";
import { type Block, placeOf, readDocument } from "./blocks/markdown-blocks";
import { blocksFor } from "./blocks/runners";
import { type ToolAtHand, toolAtHand } from "./blocks/tool-at-hand";

jest.setTimeout(120_000);

/** A command line of docs/cli.md, and the comment above it. */
interface Example {
  readonly line: string;
  readonly meaning: string;
}

const examplesIn = ({ text }: Block): Example[] => {
  const lines = text.split("\n");
  // The scene has the tool on its PATH; `npx` would look for it in the scene's folder.
  return lines.flatMap((line, at) =>
    line.startsWith("# ") ? [] : [{ line: line.replace("npx iot-auth", "iot-auth"), meaning: lines[at - 1] ?? "" }],
  );
};
const BLOCKS = blocksFor(__filename);
const EXAMPLES = BLOCKS.flatMap((block) => examplesIn(block).map((example) => ({ ...example, place: placeOf(block) })));

/** Commands that have to run before an example. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  "iot-auth users enable printer-7": ["users", "disable", "printer-7"],
  "iot-auth users rotate printer-7 --finish": ["users", "rotate", "printer-7"],
  "iot-auth users update visitor --expires 30d": ["users", "add", "visitor", "--group", "sensors"],
  "iot-auth users update visitor --expires never --note ''": ["users", "add", "visitor", "--group", "sensors"],
  "iot-auth device sign sensor-2 --ca factory": ["device", "csr", "sensor-2"],
};
/** Examples that show the answer no, and exit with 1. */
const ANSWERED_NO = [
  "iot-auth explain --username meter-1 --client-id meter-2",
  "iot-auth explain --username meter-1 --subscribe 'commands/#' --json",
];
/** Whether an example runs until ctrl-C. */
const isEndless = (line: string) => /^iot-auth (local(?!.*--once)|subscribe(?!.*--count)|.*--count 0)/.test(line);
/** Whether an example waits for a message of another client. */
const isWaiting = (line: string) => /^iot-auth subscribe .*--count/.test(line);
/** Examples that need a users table: those that move users from the users file into the table, and back. */
const WITH_TABLE = /users import users\.json|users move|--users-file/;
/** Examples with a pipe or a redirection, which need a shell. */
const SPAWNED = /[|<>]/;
/** Examples that read JSON with jq, which not every machine has. */
const WITH_JQ = /\| jq /;
/**
 * Examples that start another stand-in in the same process. It overwrites the file by which commands find the scene's
 * stand-in.
 */
const IS_LOCAL = /^iot-auth local/;

/** Publishes a message for the client that waits for one. */
const publish = ({ folder: cwd, env }: CliScene) =>
  runCli(wordsOf("publish --local --username controller --topic commands/meter-1/t --message on"), { cwd, env });

/**
 * Returns the example as it can be run here: with the stand-in in place of AWS, since examples that call AWS would need
 * a deployed stack, with a free port in place of 8443, and with a folder of the test in place of /etc.
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

/** Returns the arguments of a line without pipes. */
const wordsOf = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

/** Runs a function that starts another stand-in, then restores the file by which commands find the scene's stand-in. */
async function standingAside<T>({ folder }: CliScene, other: () => Promise<T>): Promise<T> {
  const file = runningFile(folder, "fleet-prod");
  const found = readFileSync(file);
  try {
    return await other();
  } finally {
    writeFileSync(file, found);
  }
}

/** Runs an example to its end. Questions are answered with yes. */
async function perform(line: string, scene: CliScene) {
  const { folder: cwd, env } = scene;
  if (SPAWNED.test(line)) {
    // With pipefail, a failure of the first command of a pipe is not hidden by the second.
    const { code, stdout, stderr } = await run("bash", ["-o", "pipefail", "-c", line], { cwd, env: { ...env } });
    return { code, stdout, stderr };
  }
  const options = { cwd, env, now: new Date().toISOString() };
  if (IS_LOCAL.test(line)) return await standingAside(scene, () => runCli(wordsOf(line).slice(1), options));
  const asks = /^iot-auth (users remove|keys retire)(?!.*--yes)/.test(line);
  return runCli(wordsOf(line).slice(1), asks ? { ...options, terminal: true, stdin: "y\n" } : options);
}

/** Text with which an endless example says that it has started. */
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

  it("each have a comment that explains them, and there is a block for each command", () => {
    expect(EXAMPLES.filter(({ meaning }) => !meaning.startsWith("# "))).toEqual([]);
    expect(EXAMPLES.filter(({ line }) => !/\biot-auth /.test(line))).toEqual([]);
    expect(
      BLOCKS.flatMap(({ text }) => text.split("\n")).filter((line) => /^(?!# ).*(?<!npx )\biot-auth [a-z]/.test(line)),
    ).toEqual([]);
    const sections = readDocument("docs/cli.md").match(/^## (?!For every command)/gm) ?? [];
    expect(BLOCKS).toHaveLength(sections.length);
  });

  it("fail with the exit code and the error of the command when they are piped", async () => {
    const scene = sceneOf("iot-auth users show");
    await scene.reset([]);
    const { code, stdout, stderr } = await perform("iot-auth users show 'meter 99' | cat", scene);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(/^error: .*"meter 99"/)]);
  });

  const work = async (line: string) => {
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
  };
  const rows = (examples: readonly (typeof EXAMPLES)[number][]) => examples.map(({ line, place }) => [line, place]);
  it.each(rows(EXAMPLES.filter(({ line }) => !WITH_JQ.test(line))))("work: %s (%s)", work);
  describeWith(["jq"], "with jq", () => {
    it.each(rows(EXAMPLES.filter(({ line }) => WITH_JQ.test(line))))("work: %s (%s)", work);
  });
});
