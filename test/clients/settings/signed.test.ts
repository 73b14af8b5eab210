import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { issueToken } from "../../../identity/tokens/issue-token";
import { aUser, REPOSITORY, type TestProject } from "../../cli/helpers/project";
import { runCli } from "../../cli/helpers/run-cli";
import { type ServingProject, servingProject } from "../../cli/helpers/serving-project";
import { putKey } from "../../cli/tokens/signing-project";
import { describeWith } from "../../helpers/needs";
import { keyPair } from "../../identity/tokens/key-pair";
import { type Program, start } from "../program";
import { compiledWithPaho } from "./compiled-with-paho";

jest.setTimeout(60_000);

const CONFIG = `export default defineConfig({
  name: "shop", region: "us-east-1",
  authorizer: { signing: { tokenKeyName: "token", publicKeys: { "key-1": "keys/key-1.public.pem" } } },
  groups: { gateways: { clientIds: ["{username}"], publish: ["up/{username}/#"], subscribe: ["up/{username}/#"] } },
});`;

let project: ServingProject;
let token: string;
const running: Program[] = [];
beforeAll(async () => {
  const users = [aUser({ name: "gw-1", group: "gateways", secrets: [] })];
  const prepare = (made: TestProject) => {
    mkdirSync(join(made.folder, "keys"));
    putKey(made, "key-1", keyPair());
  };
  project = await servingProject({ config: CONFIG, users, prepare });
  // The signature is standard base64 and ends in ==, which has to be percent-encoded in a user name.
  token = (await cli("token", "issue", "--user", "gw-1", "--expires", "1h", "--json")).stdout;
});
afterEach(() => Promise.all(running.splice(0).map((program) => program.stop())));
afterAll(() => project?.close());

const cli = (...argv: string[]) => runCli(argv, { cwd: project.folder, now: new Date().toISOString(), stdin: token });

/** Writes the settings of a client with a token that is valid for an hour. @returns path of the file */
async function settings(client: string, ...more: string[]): Promise<string> {
  const file = join(project.folder, `${client}-${more.join("")}`);
  const asked = ["--local", "--with-secret", "--token-stdin", "--output", file, ...more];
  const { code, stderr } = await cli("settings", client, "--user", "gw-1", ...asked);
  if (code !== 0) throw new Error(stderr);
  return file;
}

/** Runs a program unchanged, and waits until it has received its own message. */
async function hearsItself(program: string, args: readonly string[]): Promise<void> {
  const client = start(program, args);
  running.push(client);
  await client.printed(/^up\/gw-1\/hello hello$/m);
}

/** Runs a program in this project's node_modules, where it finds the library as in a project that has installed it. */
async function hearsItselfInNode(file: string, name: string): Promise<void> {
  const program = join(REPOSITORY, "node_modules", `.iot-auth-signed-${name}-${process.pid}.mjs`);
  copyFileSync(file, program);
  try {
    await hearsItself(process.execPath, [program]);
  } finally {
    rmSync(program);
  }
}

describe("a program for a stack with signing, run unchanged with an authorizer that takes only signed tokens,", () => {
  it.each(["aws-sdk-js", "mqttjs"])("publishes and receives its message: settings %s", async (client) => {
    await hearsItselfInNode(await settings(client), client);
  });

  it("has placeholders for token and signature, and none for a password", async () => {
    for (const client of ["aws-sdk-js", "aws-sdk-python", "aws-sdk-java"]) {
      const { stdout } = await cli("settings", client, "--user", "gw-1", "--local");
      expect(stdout).toMatch(/PUT-THE-TOKEN-HERE[\s\S]*PUT-THE-SIGNATURE-HERE/);
      expect(stdout).not.toMatch(/password/i);
    }
  });

  it("is refused with a signature of another key, before the function is called", async () => {
    const calls = () => project.events.filter(({ event }) => event === "authorizer-log").length;
    const before = calls();
    const { token: value } = JSON.parse(token) as { token: string };
    const foreign = keyPair();
    const now = Math.floor(Date.now() / 1000);
    const other = issueToken({ sub: "gw-1", aud: "shop-signed", iat: now, exp: now + 60 }, "key-1", foreign.privateKey);
    const stdin = JSON.stringify({ token: value, signature: other.signature });
    const file = join(project.folder, "foreign.mjs");
    const argv = [
      "settings",
      "aws-sdk-js",
      "--user",
      "gw-1",
      "--local",
      "--with-secret",
      "--token-stdin",
      "--output",
      file,
    ];
    expect((await runCli(argv, { cwd: project.folder, stdin })).code).toBe(0);
    const program = join(REPOSITORY, "node_modules", `.iot-auth-foreign-${process.pid}.mjs`);
    copyFileSync(file, program);
    try {
      const client = start(process.execPath, [program]);
      running.push(client);
      expect(await client.printed(/^refused: /m)).not.toContain("connected");
    } finally {
      rmSync(program);
    }
    expect(calls()).toBe(before);
  });
});

describeWith(["python3-paho-mqtt"], "the program of settings paho-python with a token, run unchanged,", () => {
  it("publishes and receives its message", async () => {
    await hearsItself("/usr/bin/python3", [await settings("paho-python")]);
  });
});

describeWith(
  ["gcc", "libpaho-mqtt-dev"],
  "the program of settings paho-c with a token, compiled and run unchanged,",
  () => {
    it("publishes and receives its message", async () => {
      await hearsItself(await compiledWithPaho(await settings("paho-c")), []);
    });
  },
);
