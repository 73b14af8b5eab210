import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import { runAws, runTool } from "../helpers/shared/ask-shared-programs";
import type { Checkout } from "./helpers/checkout";
import { type QueryDefinitions, startQueryDefinitions } from "./helpers/query-definitions";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";

jest.setTimeout(900_000);

const STACK = "killed";
const SETTINGS = `name: "${STACK}", region: "${REGION}", groups: { devices: device() }, endpoint: {},
  store: { type: "dynamodb" }, monitoring: { metrics: true, alarms: {}, dashboard: true, savedQueries: true }`;

/**
 * Operations that create resources, in an order in which they are possible, each with the beginning of the resource's
 * address; undefined if the operation can be repeated, so that no import is needed.
 */
const CREATES: Readonly<Record<string, string | undefined>> = {
  CreateLogGroup: "aws_cloudwatch_log_group.authorizer",
  CreateRole: "aws_iam_role.authorizer",
  CreateTable: "aws_dynamodb_table.users",
  PutRolePolicy: undefined,
  CreateFunction: "aws_lambda_function.authorizer",
  PutMetricAlarm: undefined,
  PutDashboard: undefined,
  PutQueryDefinition: "aws_cloudwatch_query_definition.",
  CreateAuthorizer: "aws_iot_authorizer.authorizer",
  AddPermission: "aws_lambda_permission.invoke",
  CreateDomainConfiguration: "aws_iot_domain_configuration.endpoint",
};

describeWith(
  ["terraform", "provider-mirror", "moto_server", "aws"],
  "An apply that is killed while AWS creates a resource",
  () => {
    let sandbox: Sandbox;
    let checkout: Checkout;
    let folder: string;
    let queries: QueryDefinitions;
    /** Called with the operation of every call that AWS has run. */
    let onCall: (operation: string) => void = () => {};

    beforeAll(async () => {
      sandbox = await startSandbox(
        { onCall: ({ operation }) => onCall(operation) },
        {
          inFront: async (motoUrl) => {
            queries = await startQueryDefinitions(motoUrl);
            return queries.url;
          },
        },
      );
      checkout = await sandbox.checkout(SETTINGS);
      await checkout.synth();
      folder = checkout.stackFolder(STACK);
    });
    afterAll(async () => {
      await sandbox?.close();
      await queries?.close();
    });

    /**
     * Applies, and kills Terraform once AWS has done an operation, before it has answered. Operations that are later in
     * the order are held up. @returns whether Terraform was killed
     */
    const applyKilledAt = async (wanted: string): Promise<boolean> => {
      const killing = new AbortController();
      const operations = Object.keys(CREATES);
      const later = operations.slice(operations.indexOf(wanted) + 1);
      let done = false;
      sandbox.intercept = ({ operation }) => {
        if (later.includes(operation)) return new Promise(() => {});
        return operation === wanted && !done ? "drop-after" : "pass";
      };
      onCall = (operation) => {
        if (operation !== wanted || done) return;
        done = true;
        killing.abort();
      };
      const killed = await sandbox.terraform.applyUntilKilled(folder, killing.signal);
      sandbox.intercept = () => "pass";
      return killed;
    };
    /** Returns `doctor`'s check "leftovers". */
    const leftovers = async (): Promise<{ status: string; detail: string; remedy?: string }> => {
      const argv = ["doctor", "--json", "--timeout", "1"];
      const { stdout, stderr } = await runTool({ argv, cwd: checkout.folder, env: sandbox.terraform.env });
      const found = JSON.parse(stdout).checks.find(({ check }: { check: string }) => check === "leftovers");
      if (found === undefined) throw new Error(stderr);
      return found;
    };
    /** Returns the import commands, which follow the first line of the remedy. */
    const importsIn = (remedy = "") => {
      const [, ...commands] = remedy.split("\n");
      return commands.filter((command) => command.includes(" import "));
    };

    it("can be continued after the import commands that doctor prints, for each operation that creates a resource", async () => {
      for (const [operation, address] of Object.entries(CREATES)) {
        expect({ operation, killed: await applyKilledAt(operation) }).toEqual({ operation, killed: true });
        const found = await leftovers();
        const lines = importsIn(found.remedy);
        if (address !== undefined) {
          expect({ operation, found }).toMatchObject({
            found: { detail: expect.stringMatching(/^in AWS, but not in /) },
          });
          expect(lines).toContainEqual(expect.stringContaining(` import ${address}`));
        }
        for (const line of lines) {
          const env = await sandbox.terraform.attached(folder);
          const { code, output } = await run("sh", ["-c", line], { cwd: checkout.folder, env });
          expect({ line, output: code === 0 ? "" : output }).toEqual({ line, output: "" });
        }
        expect({ operation, status: (await leftovers()).status }).toEqual({ operation, status: "ok" });
      }

      const { code, output } = await sandbox.terraform.apply(folder);
      expect(code === 0 ? "" : output).toBe("");
      expect((await sandbox.terraform.plan(folder)).output).toContain("No changes");
      expect((await leftovers()).status).toBe("ok");
      expect([...queries.saved.values()].map(({ name }) => name).sort()).toEqual([
        `${STACK}/decisions about one device`,
        `${STACK}/refusals by reason`,
        `${STACK}/slowest verifications`,
      ]);
    });

    it("leaves nothing in AWS that a later destroy does not remove", async () => {
      await checkout.configure(SETTINGS.replace("endpoint: {}", 'endpoint: { status: "DISABLED" }'));
      await checkout.synth();
      expect((await sandbox.terraform.apply(folder)).code).toBe(0);
      // AWS keeps the domain for 7 days.
      await sandbox.terraform.must(folder, "state", "rm", "aws_iot_domain_configuration.endpoint");
      const { code, output } = await sandbox.terraform.destroy(folder);
      expect(code === 0 ? "" : output).toBe("");

      const aws = async (...args: string[]) =>
        JSON.parse((await runAws([...args, "--output", "json"], sandbox.terraform.env)).stdout);
      expect([
        await aws("dynamodb", "list-tables", "--query", "TableNames"),
        await aws("iam", "list-roles", "--query", "Roles[].RoleName"),
        await aws("lambda", "list-functions", "--query", "Functions[].FunctionName"),
        await aws("logs", "describe-log-groups", "--query", "logGroups[].logGroupName"),
        await aws("cloudwatch", "describe-alarms", "--query", "MetricAlarms[].AlarmName"),
      ]).toEqual([[], [], [], [], []]);
      expect([...sandbox.controlPlane.store.region(REGION).authorizers.keys()]).toEqual([]);
      expect([...queries.saved.keys()]).toEqual([]);
    });
  },
);
