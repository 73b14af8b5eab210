import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { bundleDefaultAuthorizerProgram } from "../../../infra/default-authorizer/bundle";
import { EXIT } from "../../../infra/default-authorizer/exit-codes";
import { type DefaultAuthorizerInput, INPUT_VARIABLE } from "../../../infra/default-authorizer/input";
import { ACCOUNT, FakeIot } from "./fake-iot";
import { type FakeIotServer, type Mishap, type Seen, startFakeIotServer } from "./fake-iot-server";
import { input, OURS, OWNER } from "./run-step";

const SECRET = "wJalrXUtnFEMI-not-a-real-secret";
const TOKEN = "session-token-not-a-real-one";

let folder: string;
let program: string;
let iot: FakeIot;
let server: FakeIotServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "default-authorizer-"));
  program = join(folder, "default-authorizer.cjs");
  await writeFile(program, await bundleDefaultAuthorizerProgram());
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  iot = new FakeIot().add(OURS, { owner: OWNER });
  server = await startFakeIotServer(iot);
});
afterEach(() => server.close());

type Environment = Readonly<Record<string, string>>;

/** The environment of a step: this machine's own is left out, so that no setting or secret of it plays a part. */
function environment(more: Environment = {}): Environment {
  return {
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: "FROM-ENVIRONMENT",
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_SESSION_TOKEN: TOKEN,
    AWS_EC2_METADATA_DISABLED: "true",
    HOME: folder,
    USERPROFILE: folder,
    ...more,
  };
}

function start(
  args: readonly string[],
  env: Environment,
  overrides: Partial<DefaultAuthorizerInput> = {},
  cwd = folder,
): ChildProcessWithoutNullStreams {
  const json = JSON.stringify(input(overrides));
  return spawn(process.execPath, [program, ...args], { cwd, env: { [INPUT_VARIABLE]: json, ...env } });
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  for (const output of [stdout, stderr]) {
    expect(output).not.toContain(SECRET);
    expect(output).not.toContain(TOKEN);
    expect(output).not.toMatch(/^ +at /m);
  }
  return { code: await code, stdout, stderr };
}

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(environment()).filter(([name]) => !names.includes(name)));
const noKeys = () => without("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");
const on =
  (route: string, mishap: Mishap, times = 1) =>
  (seen: Seen) =>
    seen.route === route && times-- > 0 ? mishap : undefined;

test("sets the default in the stack's Region, whatever Region the shell has chosen", async () => {
  const run = await ended(start(["set"], environment({ AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-1" })));
  expect(run).toEqual({
    code: EXIT.ok,
    stdout: 'eu-central-1 has no default authorizer.\n"cloudprnt" is now the default authorizer of eu-central-1.\n',
    stderr: "",
  });
  expect(iot.default).toBe(OURS);
  expect(new Set(server.seen.map((seen) => seen.region))).toEqual(new Set(["eu-central-1"]));
});

test("releases it, putting back the one before", async () => {
  iot = iot.add("theirs").add(OURS, { owner: OWNER, previous: "theirs" });
  iot.default = OURS;
  const run = await ended(start(["release"], environment()));
  expect(run).toEqual({
    code: EXIT.ok,
    stdout: '"theirs" is the default authorizer of eu-central-1 again.\n',
    stderr: "",
  });
  expect(iot.default).toBe("theirs");
});

test("ends with exit code 3 and the reason on stderr for someone else's default", async () => {
  iot.add("theirs").default = "theirs";
  const run = await ended(start(["set"], environment()));
  expect(run.code).toBe(EXIT.foreign);
  expect(run.stderr).toContain('got: "theirs"');
  expect(iot.default).toBe("theirs");
});

test("ends with exit code 2 when its input is wrong", async () => {
  const run = await ended(start(["set"], { ...environment(), [INPUT_VARIABLE]: "{" }));
  expect(run).toEqual({
    code: EXIT.badInput,
    stdout: "",
    stderr: "`IOT_AUTH_DEFAULT_AUTHORIZER` must hold one JSON object, got: 1 characters of something else.\n",
  });
  expect(server.seen).toEqual([]);
});

test("ends with exit code 5 when there are no credentials, and says where to get them", async () => {
  const run = await ended(start(["set"], noKeys()));
  expect(run.code).toBe(EXIT.credentials);
  expect(run.stderr).toBe(
    "AWS credentials must be found, got: Could not load credentials from any providers. " +
      "Give this step what Terraform itself uses: environment variables, a profile (`aws sso login` if it has expired) or a role.\n",
  );
});

test("works with nothing but node on the PATH, in a folder nobody may write to", async () => {
  const [bin, locked] = [join(folder, "bin"), join(folder, "locked")];
  await mkdir(bin);
  await symlink(process.execPath, join(bin, "node"));
  await mkdir(locked);
  await chmod(locked, 0o555);
  const child = spawn("node", [program, "set"], {
    cwd: locked,
    env: { ...environment(), PATH: bin, HOME: locked, [INPUT_VARIABLE]: JSON.stringify(input()) },
  });
  expect((await ended(child)).code).toBe(EXIT.ok);
  expect(iot.default).toBe(OURS);
});

describe("uses the identity that Terraform's provider uses:", () => {
  const files = async () => {
    const path = join(folder, "credentials");
    const profile = (name: string) =>
      `[${name}]\naws_access_key_id = FROM-${name.toUpperCase()}\naws_secret_access_key = ${SECRET}\n`;
    await writeFile(path, profile("default") + profile("stack") + profile("shell"));
    return { AWS_SHARED_CREDENTIALS_FILE: path, AWS_CONFIG_FILE: join(folder, "none") };
  };

  test.each([
    ["keys in the environment", {}, {}, "FROM-ENVIRONMENT"],
    ["keys in the environment before the shell's profile", { AWS_PROFILE: "shell" }, {}, "FROM-ENVIRONMENT"],
    ["the stack's profile before everything else", { AWS_PROFILE: "shell" }, { profile: "stack" }, "FROM-STACK"],
    [
      "the stack's role, assumed",
      {},
      { assumeRoleArn: `arn:aws:iam::${ACCOUNT}:role/r`, assumeRoleExternalId: "right-id" },
      "ASSUMED",
    ],
  ])("%s", async (_title, more, overrides, expected) => {
    const run = await ended(start(["set"], { ...environment(more), ...(await files()) }, overrides));
    expect(run).toMatchObject({ code: EXIT.ok, stderr: "" });
    expect(new Set(server.seen.filter(({ route }) => route !== "POST /").map((seen) => seen.accessKeyId))).toEqual(
      new Set([expected]),
    );
  });

  test.each([
    ["the shell's profile where there are no keys", { AWS_PROFILE: "shell" }, "FROM-SHELL"],
    ["the shell's profile under its older name", { AWS_DEFAULT_PROFILE: "shell" }, "FROM-SHELL"],
    ["the default profile where nothing is chosen", {}, "FROM-DEFAULT"],
  ])("%s", async (_title, more, expected) => {
    const run = await ended(start(["set"], { ...noKeys(), ...more, ...(await files()) }));
    expect(run).toMatchObject({ code: EXIT.ok, stderr: "" });
    expect(server.seen[0]?.accessKeyId).toBe(expected);
  });

  test.each([
    ["the stack's profile", { profile: "stack" }, "FROM-STACK"],
    ["keys in the environment", {}, "FROM-ENVIRONMENT"],
  ])("%s, before the shell's, to assume the stack's role", async (_title, profile, expected) => {
    const role = { ...profile, assumeRoleArn: `arn:aws:iam::${ACCOUNT}:role/r`, assumeRoleExternalId: "right-id" };
    await ended(start(["set"], { ...environment({ AWS_PROFILE: "shell" }), ...(await files()) }, role));
    expect(server.seen.find(({ route }) => route === "POST /")?.accessKeyId).toBe(expected);
    expect(iot.default).toBe(OURS);
  });

  test("a web identity before the default profile", async () => {
    const token = join(folder, "token");
    await writeFile(token, "right-token");
    const identity = { AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/r` };
    const run = await ended(start(["set"], { ...noKeys(), ...identity, ...(await files()) }));
    expect(run).toMatchObject({ code: EXIT.ok, stderr: "" });
    expect(server.seen.at(-1)?.accessKeyId).toBe("ASSUMED");
  });

  test("none at all when the stack's profile does not exist, rather than another one", async () => {
    const run = await ended(start(["set"], { ...environment(), ...(await files()) }, { profile: "missing" }));
    expect(run.code).toBe(EXIT.credentials);
    expect(run.stderr).toContain("Could not resolve credentials using profile: [missing]");
    expect(server.seen).toEqual([]);
  });

  test("none at all when the role may not be assumed", async () => {
    const run = await ended(start(["set"], environment(), { assumeRoleArn: `arn:aws:iam::${ACCOUNT}:role/r` }));
    expect(run.code).toBe(EXIT.credentials);
    expect(run.stderr).toContain("must be allowed sts:AssumeRole on arn:aws:iam::123456789012:role/r");
    expect(iot.calls).toEqual([]);
  });
});

test("takes the endpoint from the stack's profile", async () => {
  const config = join(folder, "config");
  await writeFile(
    config,
    `[profile stack]\nendpoint_url = ${server.url}\naws_access_key_id = KEY\naws_secret_access_key = ${SECRET}\n`,
  );
  const run = await ended(
    start(["set"], { ...without("AWS_ENDPOINT_URL"), AWS_CONFIG_FILE: config }, { profile: "stack" }),
  );
  expect(run).toMatchObject({ code: EXIT.ok, stderr: "" });
  expect(iot.default).toBe(OURS);
});

describe("when AWS fails:", () => {
  test("a call that only looks is repeated a few times", async () => {
    server.mishap = on("GET /default-authorizer", "drop", 3);
    expect(await ended(start(["set"], environment()))).toMatchObject({ code: EXIT.ok, stderr: "" });
  });

  test.each<[string, Mishap]>([
    ["a dropped connection", "drop"],
    ["a dropped connection once it was done", "drop once done"],
    ["an internal failure", { status: 500, type: "InternalFailureException", message: "oops" }],
    ["throttling", { status: 400, type: "ThrottlingException", message: "Rate exceeded" }],
  ])("%s of the call that sets the default is got over", async (_title, mishap) => {
    server.mishap = on("POST /default-authorizer", mishap);
    expect(await ended(start(["set"], environment()))).toMatchObject({ code: EXIT.ok, stderr: "" });
    expect(iot.default).toBe(OURS);
  });

  test("a set whose answer was lost is not repeated, so that nobody's later default is overwritten", async () => {
    server.mishap = on("POST /default-authorizer", "drop once done");
    await ended(start(["set"], environment()));
    expect(server.seen.filter(({ route }) => route === "POST /default-authorizer")).toHaveLength(1);
  });

  test("a refusal names the action to allow, once, and nothing is repeated", async () => {
    const message = "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: iot:SetDefaultAuthorizer";
    server.mishap = on("POST /default-authorizer", { status: 403, type: "AccessDeniedException", message }, 9);
    const run = await ended(start(["set"], environment()));
    expect(run.code).toBe(EXIT.aws);
    expect(run.stderr).toBe(
      `The identity that runs Terraform must be allowed iot:SetDefaultAuthorizer, got: AccessDeniedException: ${message}. ` +
        "Allow it; this step may call iot:DescribeDefaultAuthorizer, iot:SetDefaultAuthorizer, iot:ClearDefaultAuthorizer, " +
        "iot:DescribeAuthorizer, iot:ListTagsForResource, iot:TagResource.\n",
    );
    expect(server.seen.filter(({ route }) => route === "POST /default-authorizer")).toHaveLength(1);
  });

  test("expired credentials end with exit code 5", async () => {
    server.mishap = on(
      "GET /default-authorizer",
      { status: 403, type: "ExpiredTokenException", message: "expired" },
      9,
    );
    const run = await ended(start(["release"], environment()));
    expect(run.code).toBe(EXIT.credentials);
    expect(run.stderr).toContain("got: ExpiredTokenException: expired. Give this step what Terraform itself uses");
  });

  test("an endpoint that cannot be reached ends within seconds, naming what to check", async () => {
    await server.close();
    const run = await ended(start(["set"], environment()));
    expect(run.code).toBe(EXIT.aws);
    expect(run.stderr).toMatch(
      /^AWS IoT in eu-central-1 must be reachable for iot:DescribeDefaultAuthorizer, got: ECONNREFUSED/,
    );
    expect(run.stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

test("finishes the change it has begun when Terraform is interrupted", async () => {
  iot.conflicts.setOther = true;
  iot.add("theirs").default = "theirs";
  const child = start(["set"], environment(), { takeOver: true });
  iot.after = (call) => {
    if (call === "clearDefault") child.kill("SIGINT");
  };
  const run = await ended(child);
  expect(run.stderr).toBe("Finishing the change first.\n");
  expect(run.code).toBe(EXIT.ok);
  expect(iot.default).toBe(OURS);
});

test("finishes the change when nobody listens to it any more", async () => {
  const child = start(["set"], environment());
  child.stdout.destroy();
  child.stderr.destroy();
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe(OURS);
});

test("ends at a second interruption", async () => {
  const child = start(["set"], environment());
  child.stderr.once("data", () => child.kill("SIGINT"));
  server.mishap = () => {
    child.kill("SIGINT");
    return "hang";
  };
  const { code, stderr } = await ended(child);
  expect(code).toBeNull();
  expect(stderr).toBe("Finishing the change first.\n");
});
