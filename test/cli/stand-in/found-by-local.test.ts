import { existsSync } from "node:fs";
import { join } from "node:path";
import { runningFile } from "../../../cli/stand-in/running-file";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import { run } from "../../helpers/run";
import { type LocalProcess, startLocal } from "../helpers/local-process";
import { aUser, REPOSITORY, type TestProject, testProject } from "../helpers/project";

// Each test synthesizes in another process, which takes long on a busy machine.
jest.setTimeout(180_000);

const BIN = join(REPOSITORY, "cli", "bin.mjs");
const CONFIG = `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  groups: { samples: mqtt5Sample() },
});`;

let project: TestProject;
let local: LocalProcess | undefined;
afterEach(async () => {
  if (local && local.child.exitCode === null) local.child.kill("SIGKILL");
  await local?.ended;
  project.remove();
});

it("lets every command find a running iot-auth local until it ends", async () => {
  const secret = generateSecret();
  const sample = aUser({ name: "sample", group: "samples", secrets: [hashGeneratedSecret(secret)] });
  project = testProject({ config: CONFIG, users: [sample] });
  local = startLocal(BIN, project.folder);
  await local.waitFor(({ event }) => event === "ready");

  const env = { ...process.env, IOT_AUTH_PASSWORD: secret };
  const tool = (...argv: string[]) => run(process.execPath, [BIN, ...argv, "--local"], { cwd: project.folder, env });
  const login = await tool("login", "--username", "sample", "--client-id", "mqtt5-sample-1");
  expect([login.code, login.stderr]).toEqual([0, ""]);
  const pubsub = await tool("pubsub", "--username", "sample", "--count", "2", "--interval", "0");
  expect([pubsub.code, pubsub.stderr]).toEqual([0, ""]);
  expect(pubsub.stdout).toContain("authorizer fleet)\nsubscribed to test/topic (QoS 1)\n");
  const doctor = await tool("doctor");
  expect([doctor.code, doctor.stderr]).toEqual([0, ""]);

  local.child.kill("SIGINT");
  await local.ended;
  expect(existsSync(runningFile(project.folder, "fleet"))).toBe(false);
  const late = await tool("connect", "--username", "sample");
  expect([late.code, late.stderr]).toEqual([
    3,
    expect.stringMatching(
      /^error: No stand-in serves stack fleet\. Start one in another terminal: node \S+bin\.mjs local\n$/,
    ),
  ]);
});
