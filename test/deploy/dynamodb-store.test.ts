import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { Verdict } from "../../local/control-plane/http/control-plane-call";
import { describeWith } from "../helpers/needs";
import type { Finished } from "../helpers/run";
import { runAws, runTool } from "../helpers/shared/ask-shared-programs";
import type { Checkout } from "./helpers/checkout";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";
import { testLogin } from "./helpers/test-login";
import { testUser } from "./helpers/users";

jest.setTimeout(300_000);

const STACK = "fleet";
const TABLE = `${STACK}-users`;
const settings = (store: string): string =>
  `name: "${STACK}", region: "${REGION}", groups: { printers: cloudPrnt.printer() }, store: ${store}`;
const TABLE_STORE = '{ type: "dynamodb" }';
const PROTECTED = '{ type: "dynamodb", deletionProtection: true }';

describeWith(["terraform", "provider-mirror", "moto_server", "aws"], "A stack whose users are in a table", () => {
  const printer = "00:11:62:aa:bb:cc";
  const kitchen = testUser("kitchen-1", "printers");
  let sandbox: Sandbox;
  let checkout: Checkout;
  let folder: string;
  let secret: string;

  beforeAll(async () => {
    sandbox = await startSandbox();
    checkout = await sandbox.checkout(settings(TABLE_STORE));
    await checkout.synth();
    folder = checkout.stackFolder(STACK);
    const { code, output } = await sandbox.terraform.apply(folder);
    if (code !== 0) throw new Error(output);
    secret = (await users("add", printer, "--group", "printers")).stdout.trim();
  });
  afterAll(() => sandbox?.close());

  const users = async (...args: string[]): Promise<Finished> => {
    const config = join(checkout.folder, "iot-auth.config.ts");
    const argv = ["users", ...args, "--config", config];
    const finished = await runTool({ argv, cwd: checkout.folder, env: sandbox.terraform.env });
    if (finished.code !== 0) throw new Error(finished.output);
    return finished;
  };
  const aws = async (...args: string[]) =>
    JSON.parse((await runAws([...args, "--output", "json"], sandbox.terraform.env)).stdout);
  const isLetIn = async (password = secret) =>
    (await testLogin(sandbox, STACK, printer, password)).isAuthenticated === true;
  const apply = async (store: string): Promise<Finished> => {
    await checkout.configure(settings(store));
    await checkout.synth();
    return sandbox.terraform.apply(folder);
  };
  const mustApply = async (store: string): Promise<void> => {
    const { code, output } = await apply(store);
    if (code !== 0) throw new Error(output);
  };
  const answer = (verdict: Verdict): void => {
    sandbox.intercept = ({ service, operation }) =>
      service === "dynamodb" && operation === "GetItem" ? verdict : "pass";
  };

  it("has a table with backups, of which the function may only get items", async () => {
    const { Table } = await aws("dynamodb", "describe-table", "--table-name", TABLE);
    const { ContinuousBackupsDescription: backups } = await aws(
      ...["dynamodb", "describe-continuous-backups", "--table-name", TABLE],
    );
    const { PolicyDocument } = await aws(
      ...["iam", "get-role-policy", "--role-name", `${STACK}-${REGION}`, "--policy-name", "read-users"],
    );

    expect(Table).toMatchObject({
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      KeySchema: [{ AttributeName: "name", KeyType: "HASH" }],
      DeletionProtectionEnabled: false,
    });
    expect(backups.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus).toBe("ENABLED");
    expect(PolicyDocument.Statement).toEqual([
      { Effect: "Allow", Action: "dynamodb:GetItem", Resource: Table.TableArn },
    ]);
  });

  it("has no changes in a plan from another checkout, although a user was added", async () => {
    const other = await sandbox.checkout(settings(TABLE_STORE));
    await other.synth();
    const state = `terraform.${STACK}.tfstate`;
    await cp(join(checkout.folder, state), join(other.folder, state));

    const { code, output } = await sandbox.terraform.plan(other.stackFolder(STACK));

    expect(output).toContain("No changes");
    expect(code).toBe(0);
  });

  it("names the table in the outputs", async () => {
    const { stdout } = await sandbox.terraform.must(folder, "output", "-json");
    expect(JSON.parse(stdout)).toMatchObject({ users_table: { value: TABLE } });
  });

  it("accepts a user added without a deploy, and refuses a wrong password and an unknown user", async () => {
    expect(await isLetIn()).toBe(true);
    expect(await isLetIn(`${secret}x`)).toBe(false);
    expect(await testLogin(sandbox, STACK, "nobody", secret)).toMatchObject({
      isAuthenticated: false,
      policyDocuments: [],
    });
  });

  it("refuses a user who is disabled, and accepts one who is enabled again, without a deploy", async () => {
    await users("disable", printer);
    expect(await isLetIn()).toBe(false);
    await users("enable", printer);
    expect(await isLetIn()).toBe(true);
  });

  it("refuses logins, and returns no policy, while the table cannot be read", async () => {
    for (const verdict of ["drop", { status: 400, errorType: "AccessDeniedException", message: "no" }] as Verdict[]) {
      answer(verdict);
      expect(await testLogin(sandbox, STACK, printer, secret)).toMatchObject({
        isAuthenticated: false,
        policyDocuments: [],
      });
    }
    sandbox.intercept = () => "pass";
    expect(await isLetIn()).toBe(true);
  });

  it("accepts a login although DynamoDB throttles the first two calls", async () => {
    let left = 2;
    const busy = { status: 400, errorType: "ThrottlingException", message: "slow down" };
    sandbox.intercept = ({ service, operation }) =>
      service === "dynamodb" && operation === "GetItem" && left-- > 0 ? busy : "pass";
    expect(await isLetIn()).toBe(true);
    expect(left).toBeLessThan(1);
    sandbox.intercept = () => "pass";
  });

  it("is not destroyed while its table is protected: Terraform refuses before it removes anything", async () => {
    await mustApply(PROTECTED);

    const { code, output } = await sandbox.terraform.destroy(folder);

    expect(code).toBe(1);
    expect(output).toMatch(/aws_dynamodb_table\.users\s+has\s+lifecycle\.prevent_destroy\s+set/);
    expect(await isLetIn()).toBe(true);
  });

  it("keeps a protected table that the configuration no longer has: plan, apply and destroy fail and say what to do", async () => {
    await checkout.writeUsers([kitchen.entry]);
    await checkout.configure(settings('{ type: "bundled" }'));
    await checkout.synth();
    sandbox.calls.splice(0);
    const { plan, apply, destroy } = sandbox.terraform;

    for (const command of [plan, apply, destroy]) {
      const { code, output } = await command(folder);
      expect(output.replace(/[\s│]+/g, " ")).toContain(
        `The users table ${TABLE} is protected from deletion, and the configuration no longer has it. Put store back`,
      );
      expect(code).toBe(1);
    }

    expect(sandbox.calls.filter(({ operation }) => !/^(Describe|Get|List)/.test(operation))).toEqual([]);
    expect(await isLetIn()).toBe(true);
    await mustApply(PROTECTED);
    expect(await isLetIn()).toBe(true);
  });

  it("still counts a table as protected if AWS refused to remove the protection", async () => {
    const denied = { status: 400, errorType: "AccessDeniedException", message: "not today" };
    sandbox.intercept = ({ operation }) => (operation === "UpdateTable" ? denied : "pass");
    expect((await apply(TABLE_STORE)).code).toBe(1);
    sandbox.intercept = () => "pass";
    await checkout.configure(settings('{ type: "bundled" }'));
    await checkout.synth();

    expect((await sandbox.terraform.plan(folder)).output).toContain("is protected from deletion");
  });

  it("accepts only the users of the file, and has no table, after its store is changed to bundled", async () => {
    await mustApply(TABLE_STORE);
    await mustApply('{ type: "bundled" }');

    expect((await aws("dynamodb", "list-tables")).TableNames).toEqual([]);
    expect((await testLogin(sandbox, STACK, kitchen.name, kitchen.secret)).isAuthenticated).toBe(true);
    expect(await isLetIn()).toBe(false);
    expect((await aws("iam", "list-role-policies", "--role-name", `${STACK}-${REGION}`)).PolicyNames).toEqual([
      "write-decision-log",
    ]);
  });

  it("still accepts users of the file while a new table is made and filled, and those of the table afterwards", async () => {
    await checkout.configure(settings(TABLE_STORE));
    await checkout.synth();
    await sandbox.terraform.must(folder, ...["apply", "-auto-approve", "-target=aws_iam_role_policy.read_users"]);
    secret = (await users("add", printer, "--group", "printers")).stdout.trim();
    expect((await testLogin(sandbox, STACK, kitchen.name, kitchen.secret)).isAuthenticated).toBe(true);
    await mustApply(TABLE_STORE);

    expect(await isLetIn()).toBe(true);
    await users("remove", printer, "--yes");
    expect(await isLetIn()).toBe(false);
  });

  it("leaves nothing behind when it is destroyed", async () => {
    const { code, output } = await sandbox.terraform.destroy(folder);

    expect(output).toContain("Destroy complete!");
    expect(code).toBe(0);
    const [tables, roles, functions, logGroups] = await Promise.all([
      aws("dynamodb", "list-tables", "--query", "TableNames"),
      aws("iam", "list-roles", "--query", "Roles[].RoleName"),
      aws("lambda", "list-functions", "--query", "Functions[].FunctionName"),
      aws("logs", "describe-log-groups", "--query", "logGroups[].logGroupName"),
    ]);
    expect([tables, roles, functions, logGroups]).toEqual([[], [], [], []]);
    expect([...sandbox.controlPlane.store.region(REGION).authorizers.keys()]).toEqual([]);
  });
});
