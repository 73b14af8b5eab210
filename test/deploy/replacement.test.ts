import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import type { Checkout } from "./helpers/checkout";
import { type QueryDefinitions, startQueryDefinitions } from "./helpers/query-definitions";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";

jest.setTimeout(900_000);

const STACK = "replaced";
const THEIRS = "theirs";
const SETTINGS = `name: "${STACK}", region: "${REGION}", authorizer: { setAsDefault: true, takeOver: true },
  groups: { devices: device() }, store: { type: "dynamodb" },
  monitoring: { metrics: true, alarms: {}, dashboard: true, savedQueries: true }`;

describeWith(
  ["terraform", "provider-mirror", "moto_server", "aws"],
  "A stack of which one resource is replaced",
  () => {
    let sandbox: Sandbox;
    let queries: QueryDefinitions;
    let checkout: Checkout;
    let folder: string;

    beforeAll(async () => {
      sandbox = await startSandbox({}, async (motoUrl) => {
        queries = await startQueryDefinitions(motoUrl);
        return queries.url;
      });
      await aws(
        ...["iot", "create-authorizer", "--authorizer-name", THEIRS, "--signing-disabled", "--status", "ACTIVE"],
        ...["--authorizer-function-arn", `arn:aws:lambda:${REGION}:123456789012:function:${THEIRS}`],
      );
      await aws("iot", "set-default-authorizer", "--authorizer-name", THEIRS);
      checkout = await sandbox.checkout(SETTINGS);
      await checkout.synth();
      folder = checkout.stackFolder(STACK);
      const { code, output } = await sandbox.terraform.apply(folder);
      if (code !== 0) throw new Error(output);
    });
    afterAll(async () => {
      await queries?.close();
      await sandbox?.close();
    });

    const aws = async (...args: string[]) => {
      const { code, output, stdout } = await run("aws", [...args, "--output", "json"], { env: sandbox.terraform.env });
      if (code !== 0) throw new Error(output);
      return stdout === "" ? undefined : JSON.parse(stdout);
    };
    /** Addresses in the state, data left out. */
    const resources = async (): Promise<string[]> =>
      (await sandbox.terraform.must(folder, "state", "list")).stdout
        .split("\n")
        .filter((line) => /^(?!data\.)./.test(line));
    const isWatching = (address: string): boolean =>
      address.startsWith("aws_cloudwatch_") && !address.includes("log_group");
    /** What is wrong after one apply that replaces these; empty if nothing is. */
    const troubleAfterReplacing = async (addresses: readonly string[]): Promise<readonly string[]> => {
      const applied = await sandbox.terraform.apply(folder, ...addresses.map((address) => `-replace=${address}`));
      const planned = await sandbox.terraform.plan(folder);
      const authorizers = [...sandbox.controlPlane.store.region(REGION).authorizers.keys()].sort();
      return [
        ...(applied.code === 0 ? [] : [`the apply failed: ${applied.output}`]),
        ...(planned.code === 0 ? [] : [`the next plan changes something: ${planned.output}`]),
        ...(sandbox.defaultAuthorizer() === STACK ? [] : [`the default is ${sandbox.defaultAuthorizer()}`]),
        ...(authorizers.join() === [STACK, THEIRS].join() ? [] : [`authorizers are ${authorizers.join()}`]),
      ];
    };

    it("needs one apply, and has everything in place afterwards, whichever it is", async () => {
      const all = await resources();
      expect(all).toEqual(
        expect.arrayContaining(["aws_lambda_function.authorizer", "terraform_data.default_guard[0]"]),
      );
      // Nothing refers to what only watches, so that it is replaced all at once.
      const batches = [
        ...all.filter((address) => !isWatching(address)).map((address) => [address]),
        all.filter(isWatching),
      ];

      for (const batch of batches) {
        expect({ batch, trouble: await troubleAfterReplacing(batch) }).toEqual({ batch, trouble: [] });
      }
      expect(await resources()).toEqual(all);
    });

    it("has its permission and its role's policies again after a function or a role that was tainted", async () => {
      for (const address of ["aws_lambda_function.authorizer", "aws_iam_role.authorizer"]) {
        await sandbox.terraform.must(folder, "taint", address);
        expect({ address, trouble: await troubleAfterReplacing([]) }).toEqual({ address, trouble: [] });
      }
      const { Policy } = await aws("lambda", "get-policy", "--function-name", STACK);
      expect(JSON.parse(Policy).Statement).toMatchObject([{ Principal: { Service: "iot.amazonaws.com" } }]);
      const { PolicyNames } = await aws("iam", "list-role-policies", "--role-name", `${STACK}-${REGION}`);
      expect(PolicyNames.sort()).toEqual(["read-users", "write-decision-log"]);
    });

    it("keeps its permission when the function is only updated", async () => {
      sandbox.calls.splice(0);
      await checkout.configure(SETTINGS.replace("store:", "function: { memorySize: 512 }, store:"));
      await checkout.synth();

      expect(await troubleAfterReplacing([])).toEqual([]);

      const operations = sandbox.calls.map(({ operation }) => operation);
      expect(operations).toContain("UpdateFunctionConfiguration");
      expect(operations.filter((operation) => /Permission|DefaultAuthorizer$/.test(operation ?? ""))).toEqual([]);
    });
  },
);
