import { describeWith } from "../helpers/needs";
import { runAws } from "../helpers/shared/ask-shared-programs";
import type { Checkout } from "./helpers/checkout";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";

jest.setTimeout(300_000);

const STACK = "moving";
const ELSEWHERE = "eu-west-1";
const OTHER_ACCOUNT = "222222222222";
const settings = (region: string, more = ""): string =>
  `name: "${STACK}", region: "${region}", ${more} authorizer: { setAsDefault: true, takeOver: true }, groups: { devices: device() }`;

describeWith(
  ["terraform", "provider-mirror", "moto_server", "aws"],
  "A stack whose configuration names another Region or account than it is deployed in",
  () => {
    let sandbox: Sandbox;
    let checkout: Checkout;
    let folder: string;

    beforeAll(async () => {
      sandbox = await startSandbox();
      await aws(
        ...["iot", "create-authorizer", "--authorizer-name", "theirs", "--signing-disabled", "--status", "ACTIVE"],
        ...["--authorizer-function-arn", `arn:aws:lambda:${REGION}:123456789012:function:theirs`],
      );
      await aws("iot", "set-default-authorizer", "--authorizer-name", "theirs");
      checkout = await sandbox.checkout(settings(REGION));
      folder = checkout.stackFolder(STACK);
      await checkout.synth();
      const { code, output } = await sandbox.terraform.apply(folder);
      if (code !== 0) throw new Error(output);
    });
    afterAll(() => sandbox?.close());

    const aws = async (...args: string[]): Promise<string> => {
      const { code, output, stdout } = await runAws(args, sandbox.terraform.env);
      if (code !== 0) throw new Error(output);
      return stdout;
    };
    const configure = async (text: string): Promise<void> => {
      await checkout.configure(text);
      await checkout.synth();
    };
    const state = async () => JSON.parse((await sandbox.terraform.must(folder, "state", "pull")).stdout).resources;
    const defaultOf = (region: string) => sandbox.controlPlane.store.region(region).defaultAuthorizerName;
    const authorizersOf = (region: string) => [...sandbox.controlPlane.store.region(region).authorizers.keys()].sort();
    const namesIn = async (region: string) =>
      (
        await Promise.all([
          aws("--region", region, "lambda", "list-functions", "--query", "Functions[].FunctionName"),
          aws("--region", region, "logs", "describe-log-groups", "--query", "logGroups[].logGroupName"),
          aws("iam", "list-roles", "--query", "Roles[].RoleName"),
        ])
      ).map((text) => JSON.parse(text));
    /**
     * Plans, applies, destroys and refreshes: each has to fail with the sentence, and to leave AWS and the state as
     * they are.
     */
    const isRefused = async (sentence: string): Promise<void> => {
      const before = await state();
      const { plan, apply, destroy } = sandbox.terraform;
      for (const command of [
        plan,
        apply,
        destroy,
        () => sandbox.terraform.run(folder, "apply", "-refresh-only", "-auto-approve"),
      ]) {
        sandbox.calls.splice(0);
        const { code, output } = await command(folder);
        expect(output.replace(/[\s│]+/g, " ")).toContain(sentence);
        expect(code).toBe(1);
        expect(
          sandbox.calls.filter(({ operation = "" }) => !/^(Describe|Get|List|AssumeRole)/.test(operation)),
        ).toEqual([]);
      }
      expect(await state()).toEqual(before);
      expect([defaultOf(REGION), authorizersOf(REGION)]).toEqual([STACK, [STACK, "theirs"]]);
    };

    it("fails to plan, apply and destroy in another Region, and names both Regions", async () => {
      await configure(settings(ELSEWHERE));

      await isRefused(
        `This stack is deployed in Region ${REGION}, and the configuration says ${ELSEWHERE}. Terraform would forget everything there`,
      );
      expect([defaultOf(ELSEWHERE), authorizersOf(ELSEWHERE)]).toEqual([undefined, []]);
    });

    it("fails to plan, apply and destroy with a role of another account, and names both accounts", async () => {
      await configure(settings(REGION, `assumeRole: { roleArn: "arn:aws:iam::${OTHER_ACCOUNT}:role/deploy" },`));

      await isRefused(
        `This stack is deployed in account 123456789012, and the credentials are for account ${OTHER_ACCOUNT}.`,
      );
    });

    it("has no changes in a plan for its own Region and account", async () => {
      await configure(settings(REGION));
      expect((await sandbox.terraform.plan(folder)).output).toContain("No changes");
    });

    it("moves by destroy and apply: nothing is left in the old Region, whose previous default is restored", async () => {
      const { code, output } = await sandbox.terraform.destroy(folder);
      expect(code === 0 ? "" : output).toBe("");
      await configure(settings(ELSEWHERE));
      const applied = await sandbox.terraform.apply(folder);
      expect(applied.code === 0 ? "" : applied.output).toBe("");

      expect([defaultOf(REGION), authorizersOf(REGION)]).toEqual(["theirs", ["theirs"]]);
      expect([defaultOf(ELSEWHERE), authorizersOf(ELSEWHERE)]).toEqual([STACK, [STACK]]);
      const roles = [`${STACK}-${ELSEWHERE}`];
      expect(await namesIn(REGION)).toEqual([[], [], roles]);
      expect(await namesIn(ELSEWHERE)).toEqual([[STACK], [`/aws/lambda/${STACK}`], roles]);
      expect((await sandbox.terraform.plan(folder)).output).toContain("No changes");
      expect((await sandbox.terraform.must(folder, "output", "-raw", "deployed_in")).stdout).toBe(
        `${ELSEWHERE}, account 123456789012`,
      );
    });
  },
);
