import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { defineConfig } from "../../config";
import { resolveConfig } from "../../config/resolve";
import { hashGeneratedSecret } from "../../identity/users/secret";
import { loadStack } from "../../infra/load-stack";
import { packageFunction } from "../../infra/packaging/package-function";
import { HANDLER } from "../../lambda/contract";
import { type LocalIotCore, startLocalIotCore } from "../../local";
import { REPOSITORY, type TestProject, testProject } from "../cli/helpers/project";
import { runCli } from "../cli/helpers/run-cli";
import { describeWith, findProgram } from "../helpers/needs";
import { type Program, start } from "./program";

const PASSWORD = "of-no-use-outside-this-test";
const SETTINGS = {
  name: "shop",
  region: "us-east-1",
  groups: {
    gateways: { clientIds: ["{username}"], publish: ["up/{username}/#"], subscribe: ["down/{username}/#"] },
    servers: { clientIds: ["{username}"], publish: ["down/#"], subscribe: ["up/#"] },
  },
};
const USERS = [
  { name: "gw-1", group: "gateways", secrets: [hashGeneratedSecret(PASSWORD)] },
  { name: "server-1", group: "servers", secrets: [hashGeneratedSecret(PASSWORD)] },
];

describeWith(["mosquitto"], "the bridge section in a real mosquitto", () => {
  let project: TestProject;
  let core: LocalIotCore;
  let broker: Program | undefined;
  const clients: MqttClient[] = [];

  beforeAll(async () => {
    project = testProject({ config: `export default defineConfig(${JSON.stringify(SETTINGS)});`, users: USERS });
    core = await startLocalIotCore({ certificatesFolder: join(project.folder, "certificates") });
    core.load({
      stackName: SETTINGS.name,
      function: { zip: await builtZip(project.folder), handler: HANDLER, memorySize: 256, timeout: 5 },
      authorizer: { name: SETTINGS.name, signingDisabled: true },
      setAsDefault: false,
    });
  });
  afterAll(async () => {
    for (const client of clients) client.end(true);
    await broker?.stop();
    await core?.close();
    project?.remove();
  });

  it("carries messages both ways, with nothing changed but the password and the test's own certificate", async () => {
    const argv = ["settings", "mosquitto-bridge", "--user", "gw-1", "--endpoint", `localhost:${core.port}`];
    const { stdout } = await runCli(argv, { cwd: project.folder });
    const section = stdout
      .replace("PUT-THE-PASSWORD-HERE", PASSWORD)
      .replace("bridge_capath /etc/ssl/certs", `bridge_cafile ${core.certificates.caFile}`);
    const port = await freePort();
    const file = project.write(
      "mosquitto.conf",
      `user root\nlistener ${port} 127.0.0.1\nallow_anonymous true\n${section}`,
    );
    broker = start(findProgram("mosquitto") as string, ["-c", file, "-v"]);
    // The section's only filter that comes in.
    await broker.printed(/Received SUBACK from local\.\S*gw-1|Received SUBACK/);

    const local = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
    const server = await mqtt.connectAsync(`mqtts://localhost:${core.port}`, {
      ca: readFileSync(core.certificates.caFile),
      ALPNProtocols: ["mqtt"],
      username: "server-1?x-amz-customauthorizer-name=shop",
      clientId: "server-1",
      password: PASSWORD,
    });
    clients.push(local, server);
    await local.subscribeAsync("down/gw-1/#", { qos: 1 });
    await server.subscribeAsync("up/#", { qos: 1 });
    const [down, up] = [nextMessage(local), nextMessage(server)];

    await local.publishAsync("up/gw-1/light", "dim", { qos: 1 });
    expect(await up).toEqual(["up/gw-1/light", "dim"]);
    await server.publishAsync("down/gw-1/light", "on", { qos: 1 });
    expect(await down).toEqual(["down/gw-1/light", "on"]);
  });
});

async function builtZip(folder: string): Promise<Buffer> {
  const [stack] = resolveConfig(defineConfig(SETTINGS));
  if (!stack) throw new Error("the configuration holds no stack");
  const { packageInput } = await loadStack(stack, folder);
  return (await packageFunction(REPOSITORY, join(folder, "cache"), packageInput)).zip;
}

function nextMessage(client: MqttClient): Promise<[string, string]> {
  return new Promise((resolve) => {
    client.once("message", (topic, payload) => resolve([topic, String(payload)]));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
