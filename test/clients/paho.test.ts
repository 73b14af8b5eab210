import { join } from "node:path";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import type { StandIn } from "../helpers/stand-in";
import { startStandIn } from "./stand-in";
import { PASSWORD, SEED } from "./users";

describeWith(["python3-paho-mqtt"], "paho-mqtt, used as in blog posts about custom authentication,", () => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await startStandIn();
  });
  afterAll(() => standIn?.close());

  const paho = async (version: string, { alpn = "mqtt", clientId = SEED, user = SEED, password = PASSWORD } = {}) => {
    const topic = `telemetry/${SEED}`;
    const args = [standIn.port, standIn.caFile, alpn, clientId, user, password, topic, version];
    return (await run("/usr/bin/python3", [join(__dirname, "paho-client.py"), ...args], { timeout: 15_000 })).output;
  };

  it.each(["3", "5"])("logs in and receives its own message (MQTT %s)", async (version) => {
    const output = await paho(version);
    expect(output).toMatch(/connected: (0|Success)/);
    expect(output).toContain(`received: telemetry/${SEED} hello from paho`);
  });

  it.each([
    ["a wrong password", { password: "test" }],
    ["an unknown user", { user: "username", clientId: "username" }],
    ["another client id", { clientId: "another" }],
  ])("receives the return code for not authorized with %s", async (_, login) => {
    expect(await paho("3", login)).toMatch(/connected: 5/);
    expect(await paho("5", login)).toMatch(/connected: Not authorized/);
  });

  it("fails in the TLS handshake with the ALPN protocol MQTT in capitals, as the blog post has it once", async () => {
    expect(await paho("3", { alpn: "MQTT" })).toMatch(/failed: .*(NO_APPLICATION_PROTOCOL|no application protocol)/i);
  });
});
