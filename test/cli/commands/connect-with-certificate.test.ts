import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { withSuggestion } from "../../../cli/local/log/suggest-change";
import { groupOfThing } from "../../../cli/local/reload/served-users";
import { templateBody } from "../../../config/certificates/provisioning-template";
import { thingPolicy } from "../../../config/certificates/thing-group";
import { groupSchema } from "../../../config/schema/group-schema";
import { authority, deviceOf } from "../../identity/certificates/made";
import { runCli } from "../helpers/run-cli";
import { type ServingProject, servingProject } from "../helpers/serving-project";

const GROUP = groupSchema.parse({ clientIds: ["{thingName}"], publish: ["telemetry/{thingName}/#"] });
let project: ServingProject;
const keys: string[] = [];

beforeAll(async () => {
  project = await servingProject();
  const [factory, other] = [await authority(), await authority(365, "P-256", "their CA")];
  let retired = "";
  const file = (name: string, text: string) => writeFileSync(join(project.folder, name), text);
  for (const [name, ca] of [
    ["sensor-1", factory],
    ["sensor-2", factory],
    ["stranger", other],
    ["retired", factory],
  ] as const) {
    const { certificate, key } = await deviceOf(ca, { commonName: name });
    file(`${name}.pem`, certificate);
    file(`${name}.key`, key);
    keys.push(key);
    if (name === "retired") retired = certificate;
  }
  const { core } = project;
  const arnPrefix = `arn:aws:iot:${core.region}:${core.accountId}:`;
  const body = templateBody({ group: "sensors", attributes: {}, thingGroups: [] }, "fleet-sensors");
  await core.registerDevices({
    policies: [{ name: "fleet-sensors", document: JSON.stringify(thingPolicy(GROUP, arnPrefix)) }],
    certificates: [{ id: "retired", pem: retired, active: false }],
    templates: [{ name: "fleet-factory", body, roleArn: `arn:aws:iam::${core.accountId}:role/jitp`, enabled: true }],
    authorities: [
      {
        ...{ id: "factory", pem: factory.certificate, mode: "SNI_ONLY", active: true, autoRegistration: true },
        template: "fleet-factory",
      },
    ],
  });
}, 60_000);
afterAll(() => project.close());

const cli = (argv: readonly string[]) => runCli(argv, { cwd: project.folder, env: {} });
const as = (name: string, key = name) => ["--local", "--cert", `${name}.pem`, "--key", `${key}.key`];

test("connect tries again for a device that was just provisioned, connects as its thing, and says why", async () => {
  const first = await cli(["connect", ...as("sensor-1")]);
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining("as client sensor-1 (MQTT 5 over TLS)") });
  expect(first.stderr).toMatch(
    /dropped the connection\. AWS IoT Core does so when it has just registered the certificate of a new device; trying once more\./,
  );
  expect(await cli(["connect", ...as("sensor-1")])).toMatchObject({ code: 0, stderr: "" });
});

test("it publishes to its own topics, and to no other thing's", async () => {
  const publish = (topic: string) => cli(["publish", ...as("sensor-2"), "--topic", topic, "--message", "1"]);
  expect(await publish("telemetry/sensor-2/t")).toMatchObject({ code: 0 });
  const { code, stderr } = await publish("telemetry/sensor-1/t");
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining(
      "Ask why: npx iot-auth provisioning check --certificate sensor-2.pem, npx iot-auth device show sensor-2 --local and npx iot-auth explain --thing sensor-2 --local",
    ),
  ]);
  expect(stderr).not.toContain("--username");
  const refused = project.events.find((event) => event.event === "decision" && !event.allowed);
  const stack = { stackName: "fleet", settings: { groups: { meters: {}, sensors: GROUP } } };
  const ofThing = (thing: string) => groupOfThing(project.core, stack, thing);
  const none = () => undefined;
  expect(refused && withSuggestion(refused, none, ofThing).suggestion).toBe(
    'To allow it, add "telemetry/sensor-1/t" to groups.sensors.publish.',
  );
  const own = { ...refused, resource: "alarms/sensor-2" } as typeof refused;
  expect(own && withSuggestion(own, none, ofThing).suggestion).toBe(
    'To allow it, add "alarms/{thingName}" to groups.sensors.publish.',
  );
});

test("a retired certificate is refused although its CA provisions just in time", async () => {
  const { code, stderr } = await cli(["connect", ...as("retired")]);
  expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining("npx iot-auth device show retired")]);
  expect(code).not.toBe(0);
  expect([...project.core.controlPlane.store.region(project.core.region).registry.things.keys()]).not.toContain(
    "retired",
  );
});

test("a certificate of an unregistered CA is refused, and the message says that connect tried twice", async () => {
  const { code, stdout, stderr } = await cli(["connect", ...as("stranger")]);
  expect(code).not.toBe(0);
  expect(stdout).toBe("");
  expect(stderr).toContain("trying once more");
  expect(stderr).toContain("npx iot-auth provisioning check --certificate stranger.pem");
  expect(stderr).not.toContain("--username");
});

test.each([
  [["--cert", "sensor-1.pem"], "`--key` must be given"],
  [["--key", "sensor-1.key"], "`--cert` must be given"],
  [[...as("sensor-1").slice(1), "--username", "meter-1"], "`--username` must not be given together with --cert"],
  [[...as("sensor-1").slice(1), "--websocket"], "`--websocket` must not be given together with --cert"],
  [as("sensor-1", "sensor-2").slice(1), "`--key` must be the key of the certificate"],
  [
    ["--cert", "nothing.pem", "--key", "sensor-1.key"],
    "`--cert` must name a file that can be read, got: nothing.pem (ENOENT)",
  ],
  [["--cert", "sensor-1.key", "--key", "sensor-1.key"], "`--cert` must name a file with a certificate in PEM form"],
])("%j is refused before anything is sent, and no key is quoted", async (argv, told) => {
  const { code, stderr } = await cli(["connect", "--local", ...argv]);
  expect(code).toBe(2);
  expect(stderr).toContain(told);
  for (const key of keys) expect(stderr).not.toContain(key.split("\n")[1]);
});
