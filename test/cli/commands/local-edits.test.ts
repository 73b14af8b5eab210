import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MqttClient } from "mqtt";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import { run } from "../../helpers/run";
import { connectTo, type JsonEvent, type LocalProcess, localProject, startLocal } from "../helpers/local-process";
import { aUser, REPOSITORY, type TestProject } from "../helpers/project";

// Each test synthesizes in a process of its own, which takes a while on a busy machine.
jest.setTimeout(180_000);

const BIN = join(REPOSITORY, "cli", "bin.mjs");
const CONFIG = `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  authorizer: { setAsDefault: true },
  groups: { sensors: device(), printers: cloudPrnt.printer(), servers: cloudPrnt.server() },
});`;

let project: TestProject;
let local: LocalProcess | undefined;
let clients: MqttClient[] = [];

afterEach(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  clients = [];
  if (local && local.child.exitCode === null) local.child.kill("SIGKILL");
  await local?.ended;
  local = undefined;
  project?.remove();
});

/** Logs in, until the end of the test. */
async function connect(ready: JsonEvent, username: string, password: string): Promise<MqttClient> {
  const client = await connectTo(ready, username, password);
  clients.push(client);
  return client;
}

const secret = generateSecret();
const sensor = aUser({ name: "sensor-7", secrets: [hashGeneratedSecret(secret)] });

it("picks up an edit of the users without dropping who is connected", async () => {
  project = localProject({ config: CONFIG, users: [sensor] });
  local = startLocal(BIN, project.folder);
  const ready = await local.waitFor(({ event }) => event === "ready");
  const connected = await connect(ready, "sensor-7", secret);

  const other = generateSecret();
  const added = aUser({ name: "sensor-8", secrets: [hashGeneratedSecret(other)] });
  project.write("users.json", JSON.stringify({ users: [sensor, added] }));
  await local.waitFor(({ event }) => event === "reloaded");

  await connect(ready, "sensor-8", other);
  expect(connected.connected).toBe(true);
});

it("serves an endpoint that an edit adds, with a certificate for it, and tells of it", async () => {
  project = localProject({ config: CONFIG, users: [sensor] });
  local = startLocal(BIN, project.folder);
  await local.waitFor(({ event }) => event === "ready");

  const added = `endpoint: { domain: "iot.example.com", certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1" },
  groups:`;
  project.write("iot-auth.config.ts", project.read("iot-auth.config.ts").replace("groups:", added));
  const { endpoints } = await local.waitFor(({ event }) => event === "reloaded");

  expect(endpoints).toMatchObject([{ host: "localhost" }, { host: "iot.example.com", authorizer: "fleet" }]);
  const { code, stdout } = await run(process.execPath, [BIN, "connect", "--local", "--username", "sensor-7"], {
    cwd: project.folder,
    env: { ...process.env, IOT_AUTH_PASSWORD: secret },
  });
  expect([code, stdout]).toEqual([0, expect.stringContaining("connected to iot.example.com:")]);
});

it("goes on with the stack before when an edit is wrong, and says what is wrong", async () => {
  project = localProject({ config: CONFIG, users: [sensor] });
  local = startLocal(BIN, project.folder);
  const ready = await local.waitFor(({ event }) => event === "ready");

  project.write("users.json", "{ not json");
  const failed = await local.waitFor(({ event }) => event === "reload-failed");

  expect(failed.message).toContain("`users.json line 1, column 3` must be valid JSON");
  await connect(ready, "sensor-7", secret);
});

it.each([
  [/name: "[^"]+"/, 'name: "renamed"', "`name` must still make the stack fleet, got: renamed."],
  [/region: "[^"]+"/, 'region: "ap-south-1"', "the Region is ap-south-1 now, and eu-west-1 is served."],
])("goes on with the stack before when %s becomes %s, which it cannot follow", async (setting, other, said) => {
  project = localProject({ config: CONFIG, users: [sensor] });
  local = startLocal(BIN, project.folder);
  await local.waitFor(({ event }) => event === "ready");

  project.write("iot-auth.config.ts", project.read("iot-auth.config.ts").replace(setting, other));
  const { message } = await local.waitFor(({ event }) => event === "reload-failed");

  expect(message).toContain(said);
});

it("picks up an edit of the handler", async () => {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-local-"));
  try {
    for (const name of [
      "aws",
      "config",
      "identity",
      "infra",
      "lambda",
      "local",
      "cli",
      "package.json",
      "package-lock.json",
      "tsconfig.json",
    ]) {
      cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true });
    }
    symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"), "dir");
    project = localProject({ config: CONFIG, users: [sensor] });
    writeFileSync(
      join(folder, "iot-auth.config.ts"),
      `import { cloudPrnt, defineConfig, device } from "./config";\n${CONFIG}`,
    );
    writeFileSync(join(folder, "users.json"), project.read("users.json"));
    local = startLocal(join(folder, "cli", "bin.mjs"), folder);
    const ready = await local.waitFor(({ event }) => event === "ready");
    await connect(ready, "sensor-7", secret);

    const file = join(folder, "lambda", "login.ts");
    const source = readFileSync(file, "utf8");
    const changed = source.replace('throw new Refusal("unknown-user"', 'throw new Refusal("user-disabled"');
    expect(changed).not.toBe(source);
    writeFileSync(file, changed);
    await local.waitFor(({ event }) => event === "reloaded");

    await expect(connect(ready, "nobody", "x")).rejects.toThrow();
    const refused = await local.waitFor((event) => event.event === "decision" && event.allowed === false);
    expect(refused.authorizerLog).toContain('"reason":"user-disabled"');
  } finally {
    if (local) local.child.kill("SIGKILL");
    await local?.ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
