import { readFileSync } from "node:fs";
import mqtt from "mqtt";
import { hocon } from "./read-hocon";
import { PASSWORD, SETTINGS_GROUPS, type SettingsProject, settingsProject } from "./settings-project";

jest.setTimeout(60_000);

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

describe("settings nanomq-bridge for an endpoint without ALPN", () => {
  let project: SettingsProject;
  beforeAll(async () => {
    project = await settingsProject({
      config: `export default defineConfig({ name: "shop", region: "us-east-1", ${SETTINGS_GROUPS},
        endpoint: withoutAlpn({ domain: "mqtt.example.com", certificateArn: "${CERTIFICATE}" }) });`,
    });
  });
  afterAll(() => project?.close());

  it("has the address and login with which a client without ALPN connects and publishes", async () => {
    const { shop } = await hocon(readFileSync(await project.settings("nanomq-bridge"), "utf8"));
    const { server, clientid, username, password, ssl, forwards } = shop;
    expect(server).toBe(`tls+mqtt-tcp://mqtt.example.com:${project.core.port}`);
    const client = await mqtt.connectAsync({
      // The client connects to this computer with the endpoint's name, as with a line in /etc/hosts, and without ALPN.
      ...{ protocol: "mqtts", host: "localhost", port: project.core.port, servername: "mqtt.example.com" },
      ...{ ca: readFileSync(ssl.cacertfile), clientId: clientid, username, password, protocolVersion: 4 },
    } as never);
    expect([username, password]).toEqual(["gw-1", PASSWORD]);
    expect(forwards).toEqual([{ remote_topic: "", local_topic: "up/gw-1/#", qos: 1, retain: 0 }]);
    await client.publishAsync("up/gw-1/light", "dim", { qos: 1 });
    expect(await project.heard("up/gw-1/light")).toBe("dim");
    await client.endAsync();
  });
});
