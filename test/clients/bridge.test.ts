import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { aUser, type TestProject, testProject } from "../cli/helpers/project";
import { runCli } from "../cli/helpers/run-cli";
import { describeWith, findProgram } from "../helpers/needs";
import type { StandIn } from "../helpers/stand-in";
import { type Program, start } from "./program";
import { freePort } from "./settings/settings-project";
import { startStandIn } from "./stand-in";
import { CAMERA, PASSWORD, PRINTER } from "./users";

describeWith(["mosquitto"], "mosquitto as a bridge", () => {
  let standIn: StandIn;
  const running: Program[] = [];
  const clients: MqttClient[] = [];
  beforeAll(async () => {
    standIn = await startStandIn();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.end(true);
    await Promise.all(running.splice(0).map((program) => program.stop()));
  });
  afterAll(() => standIn?.close());

  async function startBridge(password: string): Promise<{ port: number; program: Program }> {
    const port = await freePort();
    const file = join(standIn.folder, `bridge-${port}.conf`);
    const lines = [
      ...["user root", `listener ${port} 127.0.0.1`, "allow_anonymous true", "persistence false"],
      ...["connection iot", `address localhost:${standIn.port}`, `bridge_cafile ${standIn.caFile}`, "bridge_alpn mqtt"],
      ...[`remote_clientid ${PRINTER}-bridge`, `remote_username ${PRINTER}`, `remote_password ${password}`],
      ...["cleansession true", "try_private false", "notifications false", "start_type automatic"],
      ...[`topic # out 1 shop/ telemetry/${PRINTER}/`, `topic # in 1 shop/in/ commands/${PRINTER}/`],
    ];
    await writeFile(file, `${lines.join("\n")}\n`);
    const program = start(findProgram("mosquitto") as string, ["-c", file, "-v"]);
    running.push(program);
    return { port, program };
  }

  it("forwards messages of its own clients to the stand-in", async () => {
    const camera = await mqtt.connectAsync(`mqtts://localhost:${standIn.port}`, {
      ...{ ca: readFileSync(standIn.caFile), ALPNProtocols: ["mqtt"] },
      ...{ username: CAMERA, clientId: CAMERA, password: PASSWORD },
    });
    clients.push(camera);
    await camera.subscribeAsync("telemetry/#", { qos: 1 });
    const received = new Promise((resolve) => {
      camera.on("message", (topic, payload) => resolve([topic, String(payload)]));
    });
    const { port, program } = await startBridge(PASSWORD);
    await program.printed(/Received SUBACK from local\.|Received CONNACK on connection iot/);
    await standIn.seen((event) => event.event === "decision" && event.clientId === `${PRINTER}-bridge`);
    const local = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
    clients.push(local);
    await local.publishAsync("shop/paper", "low", { qos: 1 });
    expect(await received).toEqual([`telemetry/${PRINTER}/paper`, "low"]);
  });

  it("is refused with a wrong password", async () => {
    const { program } = await startBridge("wrong");
    expect(await program.printed(/Connection Refused/i)).toMatch(/not authorised/i);
  });
});

describeWith(["mosquitto"], "A section that iot-auth settings mosquitto-bridge prints", () => {
  let project: TestProject | undefined;
  let program: Program | undefined;
  afterEach(async () => {
    await program?.stop();
    project?.remove();
  });

  const GROUPS = {
    some: 'clientIds: ["{username} of 1"], publish: ["floor 1/{username}/#", "a/{username}/#"], subscribe: ["$share/g/b", "a/#"]',
    none: 'clientIds: ["{username}"], publish: ["floor 1/{username}/#"]',
  };
  const bridge = (group: keyof typeof GROUPS) => {
    const config = `export default defineConfig({ name: "fleet", region: "eu-west-1", groups: { gw: { ${GROUPS[group]} } } });`;
    project = testProject({ config, users: [aUser({ name: "gw1", group: "gw" })] });
    const argv = ["settings", "mosquitto-bridge", "--user", "gw1", "--endpoint", "localhost:1"];
    return runCli(argv, { cwd: project.folder });
  };

  it("is accepted by mosquitto, and names each topic that it leaves out", async () => {
    const { stdout } = await bridge("some");
    expect(stdout.match(/^topic .*$/gm)).toEqual(["topic a/gw1/# out 1"]);
    expect(stdout.match(/^# Allowed but left out, .*$/gm)).toEqual([
      "# Allowed but left out, since mosquitto.conf cannot hold a topic with a space: floor 1/gw1/# out",
      "# Allowed but left out, since a shared subscription is for several clients, not for one bridge: $share/g/b in",
      "# Allowed but left out, since what goes out would come back: a/# in",
    ]);
    const listener = [
      "user root",
      `listener ${await freePort()} 127.0.0.1`,
      "allow_anonymous true",
      "persistence false",
    ];
    const file = project?.write("bridge.conf", `${listener.join("\n")}\n${stdout}`) ?? "";
    program = start(findProgram("mosquitto") as string, ["-c", file, "-v"]);
    expect(await program.printed(/Connecting bridge/)).not.toContain("Error:");
  });

  it("is not printed if it would have no topic, since mosquitto does not start with such a section", async () => {
    expect(await bridge("none")).toMatchObject({
      code: 2,
      stdout: "",
      stderr:
        'error: `--user` must be a user with a topic that mosquitto can carry, got: "gw1". Left out: "floor 1/gw1/#" out, since ' +
        "mosquitto.conf cannot hold a topic with a space. Add a topic that a bridge can carry to groups.gw.publish or .subscribe.\n",
    });
  });
});
