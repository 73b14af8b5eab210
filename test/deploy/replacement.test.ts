import { describeWith } from "../helpers/needs";
import { runAws } from "../helpers/shared/ask-shared-programs";
import type { Checkout } from "./helpers/checkout";
import { type QueryDefinitions, startQueryDefinitions } from "./helpers/query-definitions";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";

jest.setTimeout(900_000);

const STACK = "replaced";
const THEIRS = "theirs";
const SETTINGS = `name: "${STACK}", region: "${REGION}", authorizer: { setAsDefault: true, takeOver: true },
  groups: { devices: device() }, store: { type: "dynamodb" },
  monitoring: { metrics: true, alarms: {}, dashboard: true, savedQueries: true }`;

/** An account with a stack that took over the default authorizer of another owner. */
interface Replaced {
  readonly sandbox: Sandbox;
  readonly checkout: Checkout;
  readonly folder: string;
  /** Runs the AWS CLI. @returns its parsed output */
  aws(...args: string[]): Promise<ReturnType<typeof JSON.parse>>;
  /** Returns the addresses in the state, without data sources. */
  resources(): Promise<string[]>;
  /** Replaces resources with one apply. @returns what is wrong afterwards; empty if nothing is */
  troubleAfterReplacing(addresses: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

async function startReplaced(): Promise<Replaced> {
  let queries: QueryDefinitions | undefined;
  const sandbox = await startSandbox(
    {},
    {
      inFront: async (motoUrl) => {
        queries = await startQueryDefinitions(motoUrl);
        return queries.url;
      },
    },
  );
  const aws = async (...args: string[]) => {
    const { code, output, stdout } = await runAws([...args, "--output", "json"], sandbox.terraform.env);
    if (code !== 0) throw new Error(output);
    return stdout === "" ? undefined : JSON.parse(stdout);
  };
  await aws(
    ...["iot", "create-authorizer", "--authorizer-name", THEIRS, "--signing-disabled", "--status", "ACTIVE"],
    ...["--authorizer-function-arn", `arn:aws:lambda:${REGION}:123456789012:function:${THEIRS}`],
  );
  await aws("iot", "set-default-authorizer", "--authorizer-name", THEIRS);
  const checkout = await sandbox.checkout(SETTINGS);
  await checkout.synth();
  const folder = checkout.stackFolder(STACK);
  const { code, output } = await sandbox.terraform.apply(folder);
  if (code !== 0) throw new Error(output);
  return {
    sandbox,
    checkout,
    folder,
    aws,
    async resources() {
      const { stdout } = await sandbox.terraform.must(folder, "state", "list");
      return stdout.split("\n").filter((line) => /^(?!data\.)./.test(line));
    },
    async troubleAfterReplacing(addresses) {
      const applied = await sandbox.terraform.apply(folder, ...addresses.map((address) => `-replace=${address}`));
      const planned = await sandbox.terraform.plan(folder);
      const authorizers = [...sandbox.controlPlane.store.region(REGION).authorizers.keys()].sort();
      return [
        ...(applied.code === 0 ? [] : [`the apply failed: ${applied.output}`]),
        ...(planned.code === 0 ? [] : [`the next plan changes something: ${planned.output}`]),
        ...(sandbox.defaultAuthorizer() === STACK ? [] : [`the default is ${sandbox.defaultAuthorizer()}`]),
        ...(authorizers.join() === [STACK, THEIRS].join() ? [] : [`authorizers are ${authorizers.join()}`]),
      ];
    },
    async close() {
      await queries?.close();
      await sandbox.close();
    },
  };
}

const isWatching = (address: string): boolean =>
  address.startsWith("aws_cloudwatch_") && !address.includes("log_group");

describeWith(
  ["terraform", "provider-mirror", "moto_server", "aws"],
  "A stack of which one resource is replaced",
  () => {
    /** Accounts that each replace some of the resources at the same time, since an apply mostly waits for AWS. */
    let accounts: readonly [Replaced, Replaced, Replaced];

    beforeAll(async () => {
      accounts = await Promise.all([startReplaced(), startReplaced(), startReplaced()]);
    });
    afterAll(() => Promise.all((accounts ?? []).map((account) => account.close())));

    it("is complete after one apply, whichever resource is replaced", async () => {
      const all = await accounts[0].resources();
      expect(all).toEqual(
        expect.arrayContaining(["aws_lambda_function.authorizer", "terraform_data.default_guard[0]"]),
      );
      // No resource refers to alarms, dashboards and queries, so they are all replaced at once.
      const batches = [
        ...all.filter((address) => !isWatching(address)).map((address) => [address]),
        all.filter(isWatching),
      ];

      await Promise.all(
        accounts.map(async (account) => {
          for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
            expect({ batch, trouble: await account.troubleAfterReplacing(batch) }).toEqual({ batch, trouble: [] });
          }
          expect(await account.resources()).toEqual(all);
        }),
      );
    });

    it("has its permission and its role's policies after a tainted function or role was replaced", async () => {
      const tainted = ["aws_lambda_function.authorizer", "aws_iam_role.authorizer"];
      await Promise.all(
        tainted.map(async (address, at) => {
          const { sandbox, folder, aws, troubleAfterReplacing } = accounts[at] as Replaced;
          await sandbox.terraform.must(folder, "taint", address);
          expect({ address, trouble: await troubleAfterReplacing([]) }).toEqual({ address, trouble: [] });
          const { Policy } = await aws("lambda", "get-policy", "--function-name", STACK);
          expect(JSON.parse(Policy).Statement).toMatchObject([{ Principal: { Service: "iot.amazonaws.com" } }]);
          const { PolicyNames } = await aws("iam", "list-role-policies", "--role-name", `${STACK}-${REGION}`);
          expect(PolicyNames.sort()).toEqual(["read-users", "write-decision-log"]);
        }),
      );
    });

    it("keeps its permission when the function is only updated", async () => {
      const { sandbox, checkout, troubleAfterReplacing } = accounts[0];
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
