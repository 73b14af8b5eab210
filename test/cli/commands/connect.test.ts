import { join } from "node:path";
import { developmentCertificates } from "../../../local/certificates/development-certificates";
import { eventsIn } from "../helpers/client-events";
import { fakeTerraform, outputsJson } from "../helpers/fake-terraform";
import { testProject } from "../helpers/project";
import { type RunOptions, runCli } from "../helpers/run-cli";
import { PASSWORD, type ServingProject, servingProject } from "../helpers/serving-project";

let project: ServingProject;
let elsewhere: ReturnType<typeof testProject>;
beforeAll(async () => {
  project = await servingProject();
  elsewhere = testProject();
});
afterAll(async () => {
  elsewhere.remove();
  await project.close();
});

const connect = (argv: readonly string[], options: Partial<RunOptions> = {}) =>
  runCli(["connect", ...argv], { cwd: project.folder, env: { IOT_AUTH_PASSWORD: PASSWORD }, ...options });
const METER = ["--username", "meter-1", "--local"];
const endpoint = () => `localhost:${project.core.port}`;
const ca = () => project.core.certificates.caFile;

describe("connect", () => {
  it.each([
    ["5", "TLS", []],
    ["3.1.1", "TLS", []],
    ["5", "WebSocket", ["--websocket"]],
    ["3.1.1", "WebSocket", ["--websocket"]],
  ])("logs in with MQTT %s over %s, and disconnects", async (version, over, argv) => {
    expect(await connect([...METER, "--mqtt", version, ...argv])).toEqual({
      code: 0,
      stdout: `connected to ${endpoint()} as client meter-1 (MQTT ${version} over ${over})\ndisconnected\n`,
      stderr: "",
    });
    const login = project.events.filter(({ event }) => event === "decision").at(-1);
    expect(login).toMatchObject({ clientId: "meter-1", transport: over === "TLS" ? "mqtt" : "wss" });
  });

  it("prints an event a line as JSON", async () => {
    const { stdout } = await connect([...METER, "--json"]);
    expect(eventsIn(stdout)).toEqual([
      {
        event: "connected",
        endpoint: endpoint(),
        clientId: "meter-1",
        authorizerName: null,
        mqtt: "5",
        transport: "tls",
        sessionPresent: false,
      },
      { event: "disconnected" },
    ]);
  });

  it.each([["5"], ["3.1.1"]])(
    "tells a refused login by exit code 1 and the reason in words, with MQTT %s",
    async (mqtt) => {
      const argv = [...METER, "--mqtt", mqtt, "--json"];
      const { code, stdout, stderr } = await connect(argv, { env: { IOT_AUTH_PASSWORD: "wrong-password" } });
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^error: localhost:\d+ refused the connection: not authorized \(0x(87|05)\).*Ask why: npx iot-auth explain/,
      );
      expect(eventsIn(stdout)).toEqual([
        {
          event: "failed",
          exitCode: 1,
          reasonCode: mqtt === "5" ? 0x87 : 5,
          message: expect.stringContaining("refused"),
        },
      ]);
      expect(stdout + stderr).not.toContain("wrong-password");
    },
  );

  it("ends with exit code 4 if no server listens at the endpoint", async () => {
    const argv = ["--username", "meter-1", "--endpoint", "localhost:1"];
    const { code, stderr } = await connect(argv);
    expect([code, stderr]).toEqual([
      4,
      "error: localhost:1 cannot be reached (ECONNREFUSED). Check --endpoint, the network and firewalls.\n",
    ]);
    expect(eventsIn((await connect([...argv, "--json"])).stdout)).toMatchObject([
      { event: "failed", exitCode: 4, reasonCode: null },
    ]);
  });

  it("ends with exit code 4 for a host name that does not exist", async () => {
    const { code, stderr } = await connect(["--username", "meter-1", "--endpoint", "nothing.invalid"]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^error: nothing\.invalid:443 cannot be reached \((ENOTFOUND|EAI_AGAIN)\)\./);
  });

  it.each([[[]], [["--websocket"]]])(
    "tells a certificate that cannot be trusted by exit code 5, with %j",
    async (more) => {
      const { code, stderr } = await connect(["--username", "meter-1", "--endpoint", endpoint(), ...more]);
      expect([code, stderr]).toEqual([
        5,
        `error: TLS with ${endpoint()} failed (UNABLE_TO_VERIFY_LEAF_SIGNATURE): its certificate was signed by an authority that is not trusted. ` +
          "Give --ca-file FILE, or --local for a running iot-auth local.\n",
      ]);
    },
  );

  it("trusts the authority that --ca-file names, and no other", async () => {
    const argv = ["--username", "meter-1", "--endpoint", endpoint(), "--ca-file"];
    expect((await connect([...argv, ca()])).code).toBe(0);
    const other = await developmentCertificates({ folder: join(project.folder, "other"), hosts: [] });
    expect((await connect([...argv, other.caFile])).code).toBe(5);
    expect(await connect([...argv, "users.json"])).toMatchObject({
      code: 2,
      stderr:
        "error: `--ca-file` must name a readable PEM file, got: users.json, without a certificate. It begins with -----BEGIN CERTIFICATE-----.\n",
    });
    expect((await connect([...argv, "nothing.pem"])).stderr).toContain("got: nothing.pem (ENOENT).");
  });

  it("refuses a certificate of another name", async () => {
    const { code, stderr } = await connect([
      "--username",
      "m",
      "--endpoint",
      `127.0.0.2:${project.core.port}`,
      "--ca-file",
      ca(),
    ]);
    expect([code === 4 || code === 5, stderr]).toEqual([
      true,
      expect.stringMatching(/ECONNREFUSED|ERR_TLS_CERT_ALTNAME_INVALID/),
    ]);
  });

  it("reports all missing options at once", async () => {
    const { code, stdout, stderr } = await connect([], { env: {}, cwd: "/" });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.match(/(?<=^error: `)[^`]+/gm)).toEqual(["--endpoint", "--username", "--password-stdin"]);
    const signed = await connect(["--token", "t"], { env: {}, cwd: "/" });
    expect(signed.stderr.match(/(?<=^error: `)[^`]+/gm)).toEqual(["--endpoint", "--signature", "--token-key-name"]);
    expect((await connect(["--local", "--username", "a"], { cwd: "/" })).stderr).toContain("`--config` must be given");
  });

  it.each([
    [["--mqtt", "3"], "Allowed choices are 5, 3.1.1."],
    [["--timeout", "0"], "It must be a number of seconds above 0."],
    [["--timeout", "soon"], "It must be a number of seconds."],
    [["--endpoint", "x"], "`--endpoint` must be an endpoint of the stand-in at localhost:"],
    [["--password", "x"], "unknown option '--password'"],
    [["extra"], "too many arguments"],
  ])("refuses %j", async (argv, message) => {
    const { code, stdout, stderr } = await connect([...METER, ...argv]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });

  it("refuses an endpoint that is an address, not a host name", async () => {
    const { code, stderr } = await connect(["--username", "meter-1", "--endpoint", "mqtts://x"]);
    expect(code).toBe(2);
    expect(stderr).toContain('`--endpoint` must be a host name, with or without a port, got: "mqtts://x".');
    for (const endpoint of ["localhost:99999", "localhost:0"]) {
      expect(await connect(["--username", "a", "--endpoint", endpoint])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`\`--endpoint\` must have a port from 1 to 65535, got: "${endpoint}".`),
      });
    }
  });
});

describe("connect to a stack with its own endpoint", () => {
  const HOST = "iot.example.com";
  const serving = (change = "") =>
    servingProject({
      config: `export default defineConfig({
        name: "fleet",
        region: "eu-west-1",
        endpoint: {
          domain: "${HOST}",
          certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
          ${change}
        },
        groups: { sensors: device(), samples: mqtt5Sample() },
      });`,
    });

  it("asks for it by its server name, names no authorizer, and verifies its certificate", async () => {
    const own = await serving();
    try {
      for (const [over, argv] of [
        ["TLS", []],
        ["WebSocket", ["--websocket"]],
      ] as const) {
        expect(await connect([...METER, ...argv], { cwd: own.folder })).toEqual({
          code: 0,
          stdout: `connected to ${HOST}:${own.core.port} as client meter-1 (MQTT 5 over ${over})\ndisconnected\n`,
          stderr: "",
        });
      }
      const { stdout } = await connect([...METER, "--endpoint", "localhost"], { cwd: own.folder });
      expect(stdout).toContain(
        `connected to localhost:${own.core.port} as client meter-1 (MQTT 5 over TLS, authorizer`,
      );
    } finally {
      await own.close();
    }
  });

  it("is refused while it is DISABLED", async () => {
    const own = await serving('status: "DISABLED"');
    try {
      const { code, stderr } = await connect(METER, { cwd: own.folder });
      expect([code, stderr]).toEqual([1, expect.stringContaining(`${HOST}:${own.core.port} refused the connection`)]);
      expect(own.events).toContainEqual(expect.objectContaining({ reason: `endpoint ${HOST} is DISABLED` }));
    } finally {
      await own.close();
    }
  });
});

describe("connect against an applied stack", () => {
  const HOST = "nothing.invalid";

  it("takes endpoint and authorizer from the stack's outputs", async () => {
    const terraform = fakeTerraform(elsewhere, "fleet", {
      stdout: outputsJson({ endpoint: HOST, authorizer_name: "x" }),
    });
    const env = { ...terraform, IOT_AUTH_PASSWORD: PASSWORD };
    const { code, stderr } = await connect(["--username", "meter-1"], { cwd: elsewhere.folder, env });
    expect(code).toBe(4);
    expect(stderr).toContain(`${HOST}:443 cannot be reached`);
  });

  it("says what to do where it was never applied", async () => {
    const other = testProject();
    const { code, stderr } = await connect(["--username", "meter-1"], { cwd: other.folder });
    expect([code, stderr]).toEqual([
      3,
      "error: There is no cdktf.out/stacks/fleet, so stack fleet was never applied from here. Run: npx cdktf deploy, or give --endpoint HOST, or --local\n",
    ]);
    other.remove();
  });
});

describe("connect outside of a project", () => {
  it("works with all arguments of the sample", async () => {
    const argv = ["--endpoint", endpoint(), "--ca-file", ca(), "--authorizer-name", "fleet", "--username", "meter-1"];
    const { code, stdout } = await connect(argv, { cwd: "/" });
    expect([code, stdout]).toEqual([
      0,
      `connected to ${endpoint()} as client meter-1 (MQTT 5 over TLS, authorizer fleet)\ndisconnected\n`,
    ]);
    expect((await connect([...argv.slice(0, 5), "other", "--username", "meter-1"], { cwd: "/" })).code).toBe(1);
  });
});
