import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import { runAws } from "../helpers/shared/ask-shared-programs";
import type { Checkout } from "./helpers/checkout";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";
import { testLogin } from "./helpers/test-login";
import { testUser } from "./helpers/users";

jest.setTimeout(240_000);

const STACK = "cloudprnt";
const STATE = `terraform.${STACK}.tfstate`;
const SETTINGS = `name: "${STACK}", region: "${REGION}", authorizer: { setAsDefault: true }, groups: { printers: cloudPrnt.printer(), servers: cloudPrnt.server() }`;

describeWith(["terraform", "provider-mirror", "moto_server", "aws"], "A stack, from the first apply to destroy", () => {
  const printer = testUser("00:11:62:aa:bb:cc", "printers");
  let sandbox: Sandbox;
  let checkout: Checkout;
  let folder: string;

  beforeAll(async () => {
    sandbox = await startSandbox();
    checkout = await sandbox.checkout(SETTINGS, [printer.entry]);
    await checkout.synth();
    folder = checkout.stackFolder(STACK);
    const { code, output } = await sandbox.terraform.apply(folder);
    if (code !== 0) throw new Error(output);
  });
  afterAll(() => sandbox?.close());

  /** Logs in with the AWS CLI. Version 1 takes the password as text; version 2 takes it in base64. */
  const cliLogin = async (password: string) => {
    const { output: version } = await run("aws", ["--version"]);
    const blob = version.startsWith("aws-cli/1.") ? password : Buffer.from(password).toString("base64");
    const context = JSON.stringify({ username: printer.name, password: blob, clientId: printer.name });
    const args = [
      "iot",
      "test-invoke-authorizer",
      "--authorizer-name",
      STACK,
      "--mqtt-context",
      context,
      "--output",
      "json",
    ];
    return run("aws", args, { env: sandbox.terraform.env });
  };

  it("has its authorizer as the default authorizer", () => {
    expect(sandbox.defaultAuthorizer()).toBe(STACK);
  });

  it("has no changes in a plan from another checkout", async () => {
    const other = await sandbox.checkout(SETTINGS, [printer.entry]);
    await other.synth();
    await cp(join(checkout.folder, STATE), join(other.folder, STATE));

    const { code, output } = await sandbox.terraform.plan(other.stackFolder(STACK));

    expect(output).toContain("No changes");
    expect(code).toBe(0);
  });

  it("accepts the right password and refuses a wrong one, called with the AWS SDK", async () => {
    const right = await testLogin(sandbox, STACK, printer.name, printer.secret);
    const wrong = await testLogin(sandbox, STACK, printer.name, `${printer.secret}x`);

    expect(right.isAuthenticated).toBe(true);
    expect(right.principalId).toMatch(/^001162aabbccx[0-9a-f]{24}$/);
    expect(right.policyDocuments?.map((text) => JSON.parse(text))).toEqual([
      {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: ["iot:Connect"], Resource: [iotArn(`client/${printer.name}`)] },
          {
            Effect: "Allow",
            Action: ["iot:Publish"],
            Resource: [iotArn(`topic/star/cloudprnt/to-server/${printer.name}/*`)],
          },
          {
            Effect: "Allow",
            Action: ["iot:Subscribe"],
            Resource: [iotArn(`topicfilter/star/cloudprnt/to-device/${printer.name}/*`)],
          },
          {
            Effect: "Allow",
            Action: ["iot:Receive"],
            Resource: [iotArn(`topic/star/cloudprnt/to-device/${printer.name}/*`)],
          },
        ],
      },
    ]);
    expect(wrong).toMatchObject({ isAuthenticated: false, policyDocuments: [] });
  });

  it("accepts the right password and refuses a wrong one, called with the AWS CLI", async () => {
    const right = await cliLogin(printer.secret);
    const wrong = await cliLogin("wrong");

    expect({ code: right.code, stderr: right.stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(right.stdout)).toMatchObject({
      isAuthenticated: true,
      refreshAfterInSeconds: 900,
      disconnectAfterInSeconds: 86400,
    });
    expect(JSON.parse(wrong.stdout)).toMatchObject({ isAuthenticated: false, policyDocuments: [] });
  });

  it("outputs the endpoint, the authorizer and settings of clients, with an empty password", async () => {
    const { stdout } = await sandbox.terraform.must(folder, "output", "-json");
    const outputs = JSON.parse(stdout) as Record<string, { value: string }>;
    const endpoint = outputs.endpoint?.value ?? "";

    expect(endpoint).toMatch(new RegExp(`^[a-z0-9]+-ats\\.iot\\.${REGION}\\.amazonaws\\.com$`));
    expect(outputs).toMatchObject({
      authorizer_name: { value: STACK },
      authorizer_arn: { value: iotArn(`authorizer/${STACK}`) },
      function_name: { value: STACK },
      mosquitto_pub: {
        value: `mosquitto_pub -h ${endpoint} -p 443 --tls-alpn mqtt --tls-use-os-certs -i ${printer.name} -u ${printer.name} -P "$PASSWORD" -t star/cloudprnt/to-server/${printer.name}/hello -m hello -q 1`,
      },
    });
    expect(JSON.parse(outputs.cloudprnt_settings?.value ?? "")).toMatchObject({
      settingForMQTT: {
        mqttConnectionSetting: {
          hostName: endpoint,
          portNumber: 443,
          authenticationSetting: { clientId: "{MAC}", username: "{MAC}", password: "" },
          tlsSetting: { alpn: ["mqtt"] },
        },
      },
    });
  });

  it("keeps secrets and their hashes out of state, plan and outputs", async () => {
    const [hash = ""] = printer.entry.secrets;
    const state = await readFile(join(checkout.folder, STATE), "utf8");
    const plan = await sandbox.terraform.must(folder, "show", "-json");

    for (const text of [state, plan.stdout]) {
      expect(text).toContain(printer.name);
      expect(text).not.toContain(printer.secret);
      expect(text).not.toContain(hash);
      expect(text).not.toContain(hash.split("$").at(-1));
    }
  });

  it("plans a new user as an update in place of the function, and shows the user with the group", async () => {
    const server = testUser("kitchen", "servers");
    await checkout.writeUsers([printer.entry, server.entry]);
    await checkout.synth();

    const { code, output } = await sandbox.terraform.plan(folder, "-out=user.tfplan");
    const { stdout } = await sandbox.terraform.must(folder, "show", "-json", "user.tfplan");

    expect(code).toBe(2);
    expect(output).toMatch(/\+ kitchen\s+= "servers \(secrets [0-9a-f]{20}\)"/);
    expect(changesIn(stdout)).toEqual({
      "aws_lambda_function.authorizer": ["update"],
      "terraform_data.access_map": ["delete", "create"],
    });
    await sandbox.terraform.must(folder, "apply", "-input=false", "user.tfplan");
    expect((await testLogin(sandbox, STACK, "kitchen", server.secret)).isAuthenticated).toBe(true);
    expect(sandbox.defaultAuthorizer()).toBe(STACK);
  });

  it("plans changed code as an update in place of the function, and shows the code's digests", async () => {
    const file = join(checkout.folder, "lambda", "respond.ts");
    const source = await readFile(file, "utf8");
    await writeFile(file, source.replace('principalId: "refused"', 'principalId: "refusedNow"'));
    await checkout.synth();

    const { output } = await sandbox.terraform.plan(folder, "-out=code.tfplan");
    const { stdout } = await sandbox.terraform.must(folder, "show", "-json", "code.tfplan");

    expect(output).toMatch(/~ code\s+= \{\s+~ function\s+= "[0-9a-f]{32}" -> "[0-9a-f]{32}"/);
    expect(changesIn(stdout)).toEqual({
      "aws_lambda_function.authorizer": ["update"],
      "terraform_data.access_map": ["delete", "create"],
    });
    await sandbox.terraform.must(folder, "apply", "-input=false", "code.tfplan");
    expect(await testLogin(sandbox, STACK, "nobody", "x")).toMatchObject({
      isAuthenticated: false,
      principalId: "refusedNow",
    });
  });

  it("leaves nothing behind when it is destroyed", async () => {
    const { code, output } = await sandbox.terraform.destroy(folder);

    expect(output).toContain("Destroy complete!");
    expect(code).toBe(0);
    expect(await remains()).toEqual({ roles: [], functions: [], logGroups: [], authorizers: [], default: undefined });
  });

  const remains = async () => {
    const list = async (...args: string[]) => JSON.parse((await runAws(args, sandbox.terraform.env)).stdout);
    const [roles, functions, logGroups] = await Promise.all([
      list("iam", "list-roles", "--query", "Roles[].RoleName", "--output", "json"),
      list("lambda", "list-functions", "--query", "Functions[].FunctionName", "--output", "json"),
      list("logs", "describe-log-groups", "--query", "logGroups[].logGroupName", "--output", "json"),
    ]);
    const authorizers = [...sandbox.controlPlane.store.region(REGION).authorizers.keys()];
    return { roles, functions, logGroups, authorizers, default: sandbox.defaultAuthorizer() };
  };
});

function iotArn(resource: string): string {
  return `arn:aws:iot:${REGION}:123456789012:${resource}`;
}

/** Returns the actions of a plan by resource, without "no-op". */
function changesIn(planJson: string): Record<string, string[]> {
  const { resource_changes: changes } = JSON.parse(planJson) as {
    resource_changes: { address: string; change: { actions: string[] } }[];
  };
  return Object.fromEntries(
    changes
      .filter(({ change }) => change.actions.join() !== "no-op")
      .map(({ address, change }) => [address, change.actions]),
  );
}
