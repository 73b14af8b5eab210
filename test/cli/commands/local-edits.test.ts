import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MqttClient } from "mqtt";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import { run } from "../../helpers/run";
import { connectTo, type JsonEvent, type LocalProcess, localProject, startLocal } from "../helpers/local-process";
import { aUser, REPOSITORY, type TestProject } from "../helpers/project";

// Each test synthesizes in another process, which takes long on a busy machine.
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

/** Logs in. The client is disconnected at the end of the test. */
async function connect(ready: JsonEvent, username: string, password: string): Promise<MqttClient> {
  const client = await connectTo(ready, username, password);
  clients.push(client);
  return client;
}

const secret = generateSecret();
const sensor = aUser({ name: "sensor-7", secrets: [hashGeneratedSecret(secret)] });

describe("One after the other, an edit", () => {
  let ready: JsonEvent;
  let served: TestProject;
  let serving: LocalProcess;
  const edit = (change: (config: string) => string) =>
    served.write("iot-auth.config.ts", change(served.read("iot-auth.config.ts")));

  beforeAll(async () => {
    served = localProject({ config: CONFIG, users: [sensor] });
    serving = startLocal(BIN, served.folder);
    ready = await serving.waitFor(({ event }) => event === "ready");
  });
  afterAll(async () => {
    if (serving.child.exitCode === null) serving.child.kill("SIGKILL");
    await serving.ended;
    served.remove();
  });

  it("of the users is picked up without dropping who is connected", async () => {
    const connected = await connect(ready, "sensor-7", secret);

    const other = generateSecret();
    const added = aUser({ name: "sensor-8", secrets: [hashGeneratedSecret(other)] });
    served.write("users.json", JSON.stringify({ users: [sensor, added] }));
    await serving.waitFor(({ event }) => event === "reloaded");

    await connect(ready, "sensor-8", other);
    expect(connected.connected).toBe(true);
  });

  it("that is wrong leaves the stack before, and it is said what is wrong", async () => {
    served.write("users.json", "{ not json");
    const failed = await serving.waitFor(({ event }) => event === "reload-failed");

    expect(failed.message).toContain("`users.json line 1, column 3` must be valid JSON");
    await connect(ready, "sensor-7", secret);
    served.write("users.json", JSON.stringify({ users: [sensor] }));
  });

  it.each([
    ['name: "fleet"', 'name: "renamed"', "`name` must still make the stack fleet, got: renamed."],
    ['region: "eu-west-1"', 'region: "ap-south-1"', "the Region is ap-south-1 now, and eu-west-1 is served."],
  ])("of %s to %s, which it cannot follow, leaves the stack before", async (before, after, said) => {
    edit((config) => config.replace(before, after));
    await serving.waitFor(({ event, message }) => event === "reload-failed" && String(message).includes(said));
    edit((config) => config.replace(after, before));
    await connect(ready, "sensor-7", secret);
  });

  it("that adds an endpoint makes it serve that, with a certificate for it, and tell of it", async () => {
    const added = `endpoint: { domain: "iot.example.com", certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1" },
  groups:`;
    edit((config) => config.replace("groups:", added));
    const { endpoints } = await serving.waitFor(
      ({ event, endpoints }) => event === "reloaded" && Array.isArray(endpoints) && endpoints.length > 1,
    );

    expect(endpoints).toMatchObject([{ host: "localhost" }, { host: "iot.example.com", authorizer: "fleet" }]);
    const { code, stdout } = await run(process.execPath, [BIN, "connect", "--local", "--username", "sensor-7"], {
      cwd: served.folder,
      env: { ...process.env, IOT_AUTH_PASSWORD: secret },
    });
    expect([code, stdout]).toEqual([0, expect.stringContaining("connected to iot.example.com:")]);
  });
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
      "review",
      "scripts",
      "dist",
      "package.json",
      "package-lock.json",
      "tsconfig.json",
    ].filter((name) => existsSync(join(REPOSITORY, name)))) {
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
