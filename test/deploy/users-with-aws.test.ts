import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { aUser, REPOSITORY, type TestProject, testProject } from "../cli/helpers/project";
import { describeWith } from "../helpers/needs";
import { type Moto, startMoto } from "./helpers/moto";

const BIN = join(REPOSITORY, "cli", "bin.mjs");
const REGION = "eu-west-1";
const CREDENTIALS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
/** Account id of moto. */
const ACCOUNT = "123456789012";
const LABEL = `the table fleet-users in ${REGION}`;

const config = (settings = "") => `export default defineConfig({
  name: "fleet",
  region: "${REGION}",
  ${settings}
  store: { type: "dynamodb" },
  groups: { sensors: device(), printers: cloudPrnt.printer() },
});`;

describeWith(["moto_server"], "the users commands with a table in moto, each in its own process", () => {
  let moto: Moto;
  let project: TestProject;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(() => moto.stop());
  beforeEach(async () => {
    await fetch(`${moto.url}/moto-api/reset`, { method: "POST" });
    project = testProject({ config: config() });
  });
  afterEach(() => project.remove());

  const createTable = async () => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new DynamoDBClient({ region: REGION, endpoint: moto.url, credentials });
    await client.send(
      new CreateTableCommand({
        TableName: "fleet-users",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "name", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "name", KeyType: "HASH" }],
      }),
    );
    client.destroy();
  };
  const run = (command: string, env: Record<string, string> = CREDENTIALS) =>
    shell(`exec "${process.execPath}" "${BIN}" ${command}`, project.folder, {
      PATH: process.env.PATH ?? "",
      HOME: project.folder,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL: moto.url,
      ...env,
    });

  it("add, list, rotate, disable, show, enable, export, remove and import work, and only add and rotate print a secret", async () => {
    await createTable();
    const printed: string[] = [];
    const ok = async (command: string) => {
      const { code, stdout, stderr } = await run(command);
      expect([command, code, code === 0 ? "" : stderr]).toEqual([command, 0, ""]);
      printed.push(stderr, ...(/^users (add|rotate)/.test(command) ? [] : [stdout]));
      return stdout;
    };
    const secret = (await ok("users add meter-1 --group sensors --note attic")).trim();
    expect(await ok("users list")).toContain("meter-1  sensors  active  1: generated");
    const second = (await ok("users rotate meter-1")).trim();
    await ok("users rotate meter-1 --finish");
    await ok("users disable meter-1");
    expect(JSON.parse(await ok("users show meter-1 --json"))).toMatchObject({ state: "disabled", note: "attic" });
    await ok("users enable meter-1");
    expect(await ok("explain --username meter-1")).toContain("meter-1");
    await ok("users export --users-file moved.json");
    await ok("users remove meter-1 --yes");
    await ok("users import moved.json");
    expect(JSON.parse(await ok("users list --json"))).toMatchObject([{ name: "meter-1", state: "active" }]);
    const [moved] = JSON.parse(project.read("moved.json")).users;
    for (const hidden of [secret, second, ...moved.secrets]) expect(printed.join("\n")).not.toContain(hidden);
    expect(existsSync(join(project.folder, "users.json"))).toBe(false);
  }, 60_000);

  it("import adds no user if one of a hundred exists", async () => {
    await createTable();
    await run("users add meter-50 --group sensors");
    project.write(
      "fleet.csv",
      ["name,group", ...Array.from({ length: 100 }, (_, i) => `meter-${i},sensors`)].join("\n"),
    );
    const { code, stdout, stderr } = await run("users import fleet.csv");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("`fleet.csv line 52: name` must be different");
    expect(JSON.parse((await run("users list --json")).stdout)).toHaveLength(1);
    project.write("fleet.csv", project.read("fleet.csv").replace("meter-50,sensors\n", ""));
    expect((await run("users import fleet.csv --secrets-out s.csv")).stderr).toBe(
      `99 generated: in s.csv is the only copy of those secrets.\nAdded 99 to ${LABEL}. They can log in now, if their groups are deployed.\n`,
    );
    expect(JSON.parse((await run("users list --json")).stdout)).toHaveLength(100);
  }, 60_000);

  it("add removes the new user again if the disk is full and the secret cannot be written", async () => {
    await createTable();
    const { code, stderr } = await run("users add a --group sensors > /dev/full");
    expect([code, stderr]).toEqual([
      2,
      "error: The result could not be written to standard output (ENOSPC). The change was taken back.\n",
    ]);
    expect((await run("users list --json")).stdout).toBe("[]\n");
  }, 60_000);

  it("fail with exit code 3 if the table does not exist", async () => {
    for (const command of ["list", "add a --group sensors", "remove a --yes", "rotate a"]) {
      expect(await run(`users ${command}`)).toEqual({
        code: 3,
        stdout: "",
        stderr: expect.stringMatching(
          /^error: The table fleet-users must exist in eu-west-1, got: no such table\. Deploy the stack first: \(cd \S+ && npx cdktf deploy\)\. If it is deployed, these credentials are for another account\.\n$/,
        ),
      });
    }
  }, 60_000);

  it("fail with exit code 6 without credentials", async () => {
    const { code, stdout, stderr } = await run("users list", {});
    expect([code, stdout]).toEqual([6, ""]);
    expect(stderr).toMatch(/^error: AWS credentials must be found, got: .*\. Give iot-auth what Terraform itself uses/);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  }, 60_000);

  it("fail with exit code 6 if the credentials are for another account than the stack's", async () => {
    await createTable();
    const other = testProject({ config: config('accountId: "999999999999",') });
    try {
      project.write("iot-auth.config.ts", other.read("iot-auth.config.ts"));
      const { code, stderr } = await run("users add a --group sensors");
      expect(code).toBe(6);
      expect(stderr).toMatch(
        /^error: The credentials must be for account 999999999999, which the stack belongs to, got: arn:\S+ in account 123456789012\. Nothing was changed\. Use another profile or role\.\n$/,
      );
      const right = other.read("iot-auth.config.ts").replace("999999999999", ACCOUNT);
      project.write("iot-auth.config.ts", right);
      expect((await run("users list --json")).stdout).toBe("[]\n");
    } finally {
      other.remove();
    }
  }, 60_000);

  it("fail with exit code 4 if the endpoint cannot be reached", async () => {
    const { code, stderr } = await run("users list", {
      ...CREDENTIALS,
      AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:9",
    });
    expect(code).toBe(4);
    expect(stderr).toContain("The endpoint of AWS's API must be reachable for dynamodb:Scan");
  }, 60_000);

  it("load the DynamoDB client only for a table, not for a users file", async () => {
    await createTable();
    project.write(
      "loaded.cjs",
      'process.on("exit", () => process.stderr.write(Object.keys(require.cache).filter((f) => f.includes("client-dynamodb")).length + " loaded"));',
    );
    const env = { ...CREDENTIALS, NODE_OPTIONS: `--require ${join(project.folder, "loaded.cjs")}` };
    expect((await run("users list", env)).stderr).toMatch(/[1-9]\d* loaded$/);
    project.write("iot-auth.config.ts", project.read("iot-auth.config.ts").replace('"dynamodb"', '"bundled"'));
    project.write("users.json", JSON.stringify({ users: [aUser()] }));
    const { code, stderr } = await run("users list", env);
    expect([code, stderr]).toEqual([0, "0 loaded"]);
  }, 60_000);
});

function shell(
  command: string,
  cwd: string,
  env: Record<string, string>,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn("sh", ["-c", command], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}
