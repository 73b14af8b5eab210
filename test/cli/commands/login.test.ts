import { aUser, testProject } from "../helpers/project";
import { type RunOptions, runCli } from "../helpers/run-cli";
import { PASSWORD, type ServingProject, servingProject } from "../helpers/serving-project";

let project: ServingProject;
beforeAll(async () => {
  project = await servingProject();
});
afterAll(() => project.close());

const login = (argv: readonly string[], options: Partial<RunOptions> = {}) =>
  runCli(["login", ...argv], { cwd: project.folder, env: { IOT_AUTH_PASSWORD: PASSWORD }, ...options });
const METER = ["--username", "meter-1", "--local"];
const where = () => `the stand-in at ${project.core.controlPlane.url}`;

describe("login", () => {
  it("shows the decision, the principal, the times and what the policy allows", async () => {
    const { code, stdout, stderr } = await login(METER);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.replace(/(?<=principal +)\w+/, "PRINCIPAL")).toBe(
      [
        `allowed: meter-1, by fleet in ${where()}`,
        "  principal         PRINCIPAL",
        "  refresh           after 900 s (15 min)",
        "  disconnect        after 86400 s (24 h)",
        "  may connect as    meter-1",
        "  may publish to    telemetry/meter-1/*",
        "  may subscribe to  commands/meter-1/*",
        "  may receive       commands/meter-1/*",
        "",
      ].join("\n"),
    );
  });

  it("prints all of it as JSON", async () => {
    const { code, stdout } = await login([...METER, "--json"]);
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        username: "meter-1",
        clientId: "meter-1",
        authorizerName: "fleet",
        where: where(),
        allowed: true,
        principalId: expect.stringMatching(/^[A-Za-z0-9]+$/),
        refreshAfterSeconds: 900,
        disconnectAfterSeconds: 86_400,
        access: expect.arrayContaining([
          { may: true, action: "connect as", resource: "meter-1", conditional: false },
          { may: true, action: "publish to", resource: "telemetry/meter-1/*", conditional: false },
        ]),
        policyDocuments: [expect.objectContaining({ Version: "2012-10-17" })],
      },
    ]);
  });

  it.each([
    ["a wrong password", METER, { env: { IOT_AUTH_PASSWORD: "wrong" } }],
    ["an unknown user", ["--username", "nobody", "--local"], {}],
    ["a client id that is not the user's", [...METER, "--client-id", "meter-2"], {}],
  ])("refuses %s with exit code 1", async (_, argv, options) => {
    const { code, stdout, stderr } = await login(argv, options);
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toBe(
      `refused: ${argv[1]}, by fleet in ${where()}\nThe function does not accept the login. Its log has the reason.\n`,
    );
    expect(JSON.parse((await login([...argv, "--json"], options)).stdout)).toMatchObject({
      allowed: false,
      refusedBy: "function",
    });
  });

  it("takes the password from standard input, without the newline at its end", async () => {
    const argv = [...METER, "--password-stdin"];
    expect((await login(argv, { env: {}, stdin: `${PASSWORD}\n` })).code).toBe(0);
    expect((await login(argv, { env: {}, stdin: `${PASSWORD}\r\n` })).code).toBe(0);
    expect((await login(argv, { env: {}, stdin: ` ${PASSWORD}` })).code).toBe(1);
    expect(await login(argv, { env: {}, stdin: "\n" })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: `the password on standard input` must be given, got: nothing. Write it like: pass show printer-7 | …\n",
    });
  });

  it("asks for the password on a terminal, and does not show it", async () => {
    const { code, stdout, stderr } = await login(METER, { env: {}, stdin: `${PASSWORD}\n`, terminal: true });
    expect(code).toBe(0);
    expect(stderr).toContain("? Password of meter-1: [input is masked]");
    expect(stdout + stderr).not.toContain(PASSWORD);
    expect(await login(METER, { env: {}, terminal: true })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Password of meter-1: .*error: No answer was given\.\n$/s),
    });
    expect(await login(METER, { env: {}, stdin: "\u0003", terminal: true })).toMatchObject({ code: 130 });
  });

  it("reports all missing options at once", async () => {
    expect(await login(["--local"], { env: {} })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: `--username` must be given, got: nothing. It is the login name.\n" +
        "error: `--password-stdin` must be given, got: nothing. Pipe the password in, or put it into IOT_AUTH_PASSWORD.\n",
    });
  });

  it.each([
    [["--password", PASSWORD], "unknown option '--password'"],
    [["--local", "--endpoint", "http://127.0.0.1:1"], "cannot be used with option '--local'"],
    [["--password-stdin", "--token-stdin"], "cannot be used with option '--password-stdin'"],
    [["--http-header", "no colon"], "Write it like: X-Api-Version: 1"],
    [["--endpoint", "localhost:4566"], "`--endpoint` must be an http or https address"],
    [["--endpoint", "http://user:geheim@x"], 'got: "http://…@x"'],
    [["--token", "t"], "`--signature` must be given"],
    [["--signature", "s"], "`--token` must be given"],
  ])("refuses %j", async (argv, message) => {
    const { code, stdout, stderr } = await login(["--username", "meter-1", ...argv]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    for (const secret of [PASSWORD, "geheim"]) expect(stderr).not.toContain(secret);
  });

  it("says why there is no option for the password", async () => {
    const { stdout } = await login(["--help"]);
    // Lines are joined, since the help wraps them.
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "There is no option for a password, because everybody on a computer can list the arguments",
    );
  });

  it("calls any address of AWS's API", async () => {
    const argv = ["--username", "meter-1", "--endpoint", project.core.controlPlane.url];
    expect((await login(argv)).stdout).toContain(`allowed: meter-1, by fleet in ${project.core.controlPlane.url}\n`);
  });

  it("reports an authorizer that does not exist with another exit code than a refusal", async () => {
    const { code, stderr } = await login([...METER, "--authorizer-name", "other"]);
    expect([code, stderr]).toEqual([
      6,
      "error: AWS must carry out iot:TestInvokeAuthorizer, got: ResourceNotFoundException: Authorizer other does not exist.\n",
    ]);
  });

  it("reports an unreachable endpoint with another exit code than a refusal", async () => {
    const { code, stderr } = await login(["--username", "meter-1", "--endpoint", "http://127.0.0.1:1"]);
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^error: The endpoint of AWS's API must be reachable for iot:TestInvokeAuthorizer, got: .*ECONNREFUSED 127\.0\.0\.1:1/,
    );
  });

  it("says how to start a stand-in where none is running", async () => {
    const other = testProject({ users: [aUser()] });
    const { code, stderr } = await login(METER, { cwd: other.folder });
    expect([code, stderr]).toEqual([
      3,
      "error: No stand-in serves stack fleet. Start one in another terminal: npx iot-auth local\n",
    ]);
    other.remove();
  });
});

describe("login against AWS", () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it("calls AWS with Terraform's credentials, at the endpoint that the environment sets", async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: project.core.controlPlane.url,
      IOT_AUTH_PASSWORD: PASSWORD,
    });
    const { code, stdout, stderr } = await login(["--username", "meter-1"], { env: process.env as never });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("allowed: meter-1, by fleet in eu-west-1\n");
  });

  it("fails with exit code 6 where there are no credentials", async () => {
    Object.assign(process.env, {
      AWS_CONFIG_FILE: "/nonexistent",
      AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
      AWS_EC2_METADATA_DISABLED: "true",
      IOT_AUTH_PASSWORD: PASSWORD,
    });
    const { code, stderr } = await login(["--username", "meter-1"], { env: process.env as never });
    expect(code).toBe(6);
    expect(stderr).toMatch(/^error: AWS credentials must be found, got: /);
  });
});
