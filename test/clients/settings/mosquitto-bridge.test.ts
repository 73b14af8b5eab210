import { mkdirSync } from "node:fs";
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { describeWith, findProgram } from "../../helpers/needs";
import { type Program, start } from "../program";
import { freePort, type SettingsProject, settingsProject } from "./settings-project";

jest.setTimeout(60_000);

describeWith(["mosquitto"], "settings mosquitto-bridge, in a real mosquitto", () => {
  let project: SettingsProject;
  let port: number;
  let config: string;
  let broker: Program | undefined;
  const clients: MqttClient[] = [];

  beforeAll(async () => {
    project = await settingsProject();
    port = await freePort();
    const file = await project.settings("mosquitto-bridge");
    config = project.write(
      "mosquitto.conf",
      ["user root", `listener ${port} 127.0.0.1`, "allow_anonymous true", "persistence true"]
        .concat(`persistence_location ${project.folder}/`, `include_dir ${join(project.folder, "conf.d")}`)
        .join("\n"),
    );
    mkdirSync(join(project.folder, "conf.d"));
    project.write(join("conf.d", "aws.conf"), project.read(file.slice(project.folder.length + 1)));
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.end(true);
  });
  afterAll(async () => {
    await broker?.stop();
    await project?.close();
  });

  /** Starts the broker and waits until AWS has the bridge's subscription. */
  async function startBroker(): Promise<void> {
    broker = start(findProgram("mosquitto") as string, ["-c", config, "-v"]);
    await broker.printed(/Received SUBACK/);
  }

  const local = async () => {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: "local", clean: false });
    clients.push(client);
    return client;
  };

  it("forwards messages both ways", async () => {
    await startBroker();
    const client = await local();
    await client.subscribeAsync("down/gw-1/#", { qos: 1 });
    const down = nextMessage(client);
    await client.publishAsync("up/gw-1/light", "dim", { qos: 1 });
    expect(await project.heard("up/gw-1/light")).toBe("dim");
    await project.tell("down/gw-1/light", "on");
    expect(await down).toEqual(["down/gw-1/light", "on"]);
  });

  it("forwards a retained message without RETAIN, since the group's rules do not allow RETAIN", async () => {
    const client = await local();
    await client.publishAsync("up/gw-1/kept", "x", { qos: 1, retain: true });
    expect(await project.heard("up/gw-1/kept")).toBe("x");
    expect(project.events.filter((event) => event.event === "decision" && !event.allowed)).toEqual([]);
  });

  it("loses no acknowledged message while the local broker restarts", async () => {
    const client = await local();
    await client.subscribeAsync("down/gw-1/#", { qos: 1 });
    await client.endAsync();
    clients.splice(0);
    await broker?.stop("SIGTERM");
    await project.tell("down/gw-1/while-away", "kept");
    await startBroker();
    const again = mqtt.connect(`mqtt://127.0.0.1:${port}`, { clientId: "local", clean: false });
    clients.push(again);
    expect(await nextMessage(again)).toEqual(["down/gw-1/while-away", "kept"]);
  });

  it("loses no acknowledged message while the stand-in restarts", async () => {
    const client = await local();
    await project.core.close();
    await client.publishAsync("up/gw-1/while-away", "kept", { qos: 1 });
    await project.restart();
    const forwarded = await project.seen(
      (event) =>
        event.event === "decision" && event.action === "iot:Publish" && event.resource === "up/gw-1/while-away",
    );
    expect(forwarded).toMatchObject({ allowed: true });
  });
});

function nextMessage(client: MqttClient): Promise<[string, string]> {
  return new Promise((resolve) => {
    client.once("message", (topic, payload) => resolve([topic, String(payload)]));
  });
}
