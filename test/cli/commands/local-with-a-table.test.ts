import { join } from "node:path";
import { IoTClient, TestInvokeAuthorizerCommand } from "@aws-sdk/client-iot";
import { type LocalProcess, localProject, startLocal } from "../helpers/local-process";
import { REPOSITORY, type TestProject } from "../helpers/project";
import { runCli } from "../helpers/run-cli";

// Each test synthesizes in another process, which takes long on a busy machine.
jest.setTimeout(180_000);

const BIN = join(REPOSITORY, "cli", "bin.mjs");
const configWith = (more: string) => `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  store: { type: "dynamodb", ${more} },
  groups: { sensors: device(), printers: cloudPrnt.printer(), servers: cloudPrnt.server() },
});`;

let project: TestProject;
let local: LocalProcess | undefined;

afterEach(async () => {
  if (local && local.child.exitCode === null) local.child.kill("SIGKILL");
  await local?.ended;
  local = undefined;
  project?.remove();
});

/** Runs a command in the test's process. */
const tool = (...argv: string[]) => runCli(argv, { cwd: project.folder, now: new Date().toISOString() });

async function users(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tool("users", ...args, "--local");
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
}

async function isLetIn(ready: Record<string, unknown>, username: string, password: string): Promise<boolean> {
  const client = new IoTClient({
    endpoint: String(ready.controlPlane),
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  const mqttContext = { username, password: Buffer.from(password), clientId: username };
  const { isAuthenticated } = await client.send(
    new TestInvokeAuthorizerCommand({ authorizerName: "fleet", mqttContext }),
  );
  client.destroy();
  return isAuthenticated === true;
}

it("lets in at once who is added, refuses at once who is disabled, and keeps users when the configuration is edited", async () => {
  project = localProject({ config: configWith("") });
  local = startLocal(BIN, project.folder);
  const ready = await local.waitFor(({ event }) => event === "ready");
  expect(await local.waitFor(({ event }) => event === "users-table")).toEqual({
    event: "users-table",
    table: "fleet-users",
  });

  const secret = await users("add", "meter-1", "--group", "sensors");
  expect(await isLetIn(ready, "meter-1", secret)).toBe(true);
  expect(await isLetIn(ready, "meter-1", `${secret}x`)).toBe(false);

  const imports = project.read("iot-auth.config.ts").split("\n")[0];
  project.write("iot-auth.config.ts", `${imports}\n${configWith("chosenPasswords: true")}\n`);
  await local.waitFor(({ event }) => event === "reloaded");
  expect(await isLetIn(ready, "meter-1", secret)).toBe(true);

  await users("disable", "meter-1");
  expect(await isLetIn(ready, "meter-1", secret)).toBe(false);
  local.child.kill("SIGTERM");
  expect(await local.ended).toBe(0);
  expect(JSON.stringify(local.events)).not.toContain(secret);
});

it("plays its demonstration with users in the table", async () => {
  project = localProject({ config: configWith("") });
  const { code, stdout } = await tool("local", "--demo", "--once", "--port", "0");
  expect(stdout).toContain("The demonstration went as expected.");
  expect(code).toBe(0);
});
