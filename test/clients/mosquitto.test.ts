import type { DecisionEvent, LocalEvent } from "../../local";
import { describeWith, findProgram } from "../helpers/needs";
import { type Finished, run } from "../helpers/run";
import type { StandIn } from "../helpers/stand-in";
import { type Program, start } from "./program";
import { startStandIn } from "./stand-in";
import { CAMERA, PASSWORD, PRINTER } from "./users";

const VERSIONS = [
  ["3.1.1", "311"],
  ["5", "mqttv5"],
] as const;

function isDecision(event: LocalEvent, clientId: string, action: DecisionEvent["action"]): boolean {
  return event.event === "decision" && event.clientId === clientId && event.action === action;
}

describeWith(["mosquitto_pub"], "mosquitto_pub and mosquitto_sub", () => {
  let standIn: StandIn;
  const running: Program[] = [];
  beforeAll(async () => {
    standIn = await startStandIn();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((program) => program.stop()));
  });
  afterAll(() => standIn?.close());

  const args = (more: readonly string[], { alpn = "mqtt", user = PRINTER, password = PASSWORD } = {}) => [
    ...["-h", "localhost", "-p", standIn.port, "--cafile", standIn.caFile],
    ...(alpn === "" ? [] : ["--tls-alpn", alpn]),
    ...["-u", user, "-P", password, "-d"],
    ...more,
  ];
  const publish = (...all: Parameters<typeof args>): Promise<Finished> =>
    run(findProgram("mosquitto_pub") as string, args(...all), { timeout: 15_000 });
  const subscribe = (...all: Parameters<typeof args>): Program => {
    const program = start(findProgram("mosquitto_sub") as string, args(...all));
    running.push(program);
    return program;
  };

  describe.each(VERSIONS)("of MQTT %s", (_, version) => {
    it("carry a message from one user to another", async () => {
      const clientId = `${CAMERA}-${version}`;
      const filter = ["-V", version, "-i", clientId, "-q", "1", "-t", "telemetry/#", "-C", "1"];
      const subscriber = run(findProgram("mosquitto_sub") as string, args(filter, { user: CAMERA }));
      await standIn.seen((event) => isDecision(event, clientId, "iot:Subscribe"));
      const topic = `telemetry/${PRINTER}/paper`;
      const { output } = await publish(["-V", version, "-i", PRINTER, "-q", "1", "-t", topic, "-m", `low ${version}`]);
      expect(output).toMatch(/received PUBACK/);
      const received = (await subscriber).output;
      expect(received).toMatch(/Subscribed \(mid: 1\): 1/);
      expect(received).toMatch(new RegExp(`received PUBLISH.*${topic}`));
      expect(received).toContain(`low ${version}`);
    });

    it("log in with a query string after the user name", async () => {
      const user = `${PRINTER}?x-amz-customauthorizer-name=clients&SDK=test`;
      const { output } = await publish(
        ["-V", version, "-i", PRINTER, "-q", "1", "-t", `telemetry/${PRINTER}`, "-m", "x"],
        { user },
      );
      expect(output).toMatch(/received PUBACK/);
    });

    it.each([
      ["a wrong password", { password: "wrong" }, PRINTER],
      ["an unknown user", { user: "nobody" }, "nobody"],
      ["another user's client id", {}, CAMERA],
      ["no client id, if the policy requires one", {}, undefined],
      ["an authorizer that does not exist", { user: `${PRINTER}?x-amz-customauthorizer-name=none` }, PRINTER],
    ])("are refused with %s", async (_what, login, clientId) => {
      const id = clientId === undefined ? [] : ["-i", clientId];
      const { output } = await publish(["-V", version, ...id, "-t", `telemetry/${PRINTER}`, "-m", "x"], login);
      expect(output).toMatch(version === "311" ? /CONNACK \(5\)/ : /CONNACK \(135\)/);
      expect(output).toMatch(/not authori[sz]ed/i);
      expect(output).not.toMatch(/sending PUBLISH/);
    });
  });

  it("of MQTT 5 receive reason code 135 for a forbidden topic, and stay connected", async () => {
    const { output } = await publish([
      "-V",
      "mqttv5",
      "-i",
      PRINTER,
      "-q",
      "1",
      "-t",
      `telemetry/${CAMERA}`,
      "-m",
      "x",
    ]);
    expect(output).toMatch(/PUBACK \(Mid: 1, RC:135\)/);
    expect(output).toMatch(/sending DISCONNECT/);
  });

  it("of MQTT 3.1.1 are disconnected for a forbidden topic", async () => {
    const { output } = await publish(["-i", PRINTER, "-q", "1", "-t", `telemetry/${CAMERA}`, "-m", "x"]);
    expect(output).not.toMatch(/received PUBACK/);
    expect(output).toMatch(/The connection was lost/);
  });

  it("of MQTT 5 report that a forbidden subscription was denied", async () => {
    const filter = ["-V", "mqttv5", "-i", PRINTER, "-t", `commands/${CAMERA}/#`];
    const { output } = await run(findProgram("mosquitto_sub") as string, args(filter), { timeout: 15_000 });
    expect(output).toMatch(/All subscription requests were denied/);
  });

  it("of MQTT 3.1.1 are disconnected for a forbidden filter", async () => {
    subscribe(["-i", PRINTER, "-t", `commands/${CAMERA}/#`]);
    const closed = await standIn.seen((event) => event.event === "disconnected" && event.reason === "AUTH_ERROR");
    expect(closed).toMatchObject({ clientId: PRINTER });
  });

  it("cannot connect without ALPN, since the stand-in then expects HTTP", async () => {
    const { output, code } = await publish(["-i", PRINTER, "-t", `telemetry/${PRINTER}`, "-m", "x"], { alpn: "" });
    expect(output).not.toMatch(/received CONNACK/);
    expect(code).not.toBe(0);
  });

  it("cannot connect with an ALPN protocol that the stand-in does not support", async () => {
    const { output } = await publish(["-i", PRINTER, "-t", `telemetry/${PRINTER}`, "-m", "x"], { alpn: "MQTT" });
    expect(output).toMatch(/TLS error|protocol error|no application protocol/i);
  });

  it("have refused logins reported with the handler's reason, and without the password", async () => {
    await publish(["-i", `${PRINTER}-log`, "-t", `telemetry/${PRINTER}`, "-m", "x"], { password: "hunter2-hunter2" });
    const refused = await standIn.seen((event) => isDecision(event, `${PRINTER}-log`, "iot:Connect"));
    expect(refused).toMatchObject({
      user: PRINTER,
      allowed: false,
      reason: "authorizer clients answered isAuthenticated: false",
      authorizerLog: expect.stringContaining('"reason":"wrong-password"'),
    });
    expect(JSON.stringify(standIn.events)).not.toContain("hunter2");
    expect(JSON.stringify(standIn.events)).not.toContain(PASSWORD);
  });
});
