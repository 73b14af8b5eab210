import { generateKeyPairSync } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCli } from "../../cli/helpers/run-cli";
import type { ReviewStack } from "../helpers/review-stack";
import { REGION } from "../helpers/sandbox";
import { testUser } from "../helpers/users";

const STACK = "cloudprnt";
const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = publicKey.export({ type: "spki", format: "pem" }).toString();
const SIGNING = `signing: { tokenKeyName: "token", publicKeys: { "key-1": ${JSON.stringify(PEM)} } }`;
const SETTINGS = `name: "${STACK}", region: "${REGION}", authorizer: { ${SIGNING} }, groups: { printers: cloudPrnt.printer(), servers: cloudPrnt.server() }`;

/**
 * Declares tests of the reviews of a stack's whole life: first plan, no changes, destroy, and nothing left.
 * @param get Returns the shared stack
 */
export function testLifecycle(get: () => ReviewStack): void {
  describe("The review of a stack from its first plan to its last", () => {
    const printer = testUser("00:11:62:aa:bb:cc", "printers");
    const kitchen = testUser("kitchen", "printers");
    let stack: ReviewStack;

    beforeAll(async () => {
      stack = get();
      await stack.checkout.writeUsers([printer.entry, kitchen.entry]);
      await stack.checkout.configure(SETTINGS);
    });

    it("names at the first deploy all users and rules, and contains no secrets, hashes or keys", async () => {
      await stack.plan();

      expect(await stack.review()).toEqual({
        code: 1,
        text: `cloudprnt: access widens

Resources: 10 to add.

Warnings:
  - Users of servers can reach topics or client ids of other users, by rules without their own name: publish to star/cloudprnt/to-device/#, subscribe to star/cloudprnt/to-server/#.

Who gains or loses access:
  - printers gains 2 users: 00:11:62:aa:bb:cc, kitchen

What groups may do:
  - New group printers: may connect as {username}, publish to star/cloudprnt/to-server/{username}/#, subscribe to star/cloudprnt/to-device/{username}/#
  - New group servers: may connect as {username}, {username}~*, publish to star/cloudprnt/to-device/#, subscribe to star/cloudprnt/to-server/#

Resources:
  - add aws_cloudwatch_log_group.authorizer
  - add aws_iam_role.authorizer
  - add aws_iam_role_policy.write_decision_log
  - add aws_iot_authorizer.authorizer
  - add aws_lambda_function.authorizer
  - add aws_lambda_permission.invoke
  - add terraform_data.access_map
  - add terraform_data.authorizer_identity
  - add terraform_data.deployed_in
  - add terraform_data.deployed_protection
`,
      });
      const outputs = await Promise.all([[], ["--markdown"], ["--json"]].map((args) => stack.run(...args)));
      const secrets = [printer, kitchen].flatMap(({ secret, entry }) => [
        secret,
        ...entry.secrets.flatMap((hash) => [hash, ...hash.split("$").slice(-2)]),
      ]);
      for (const { stdout } of outputs) {
        expect(stdout).toContain(kitchen.name);
        for (const secret of [...secrets, ...PEM.split("\n").slice(1, -2)]) expect(stdout).not.toContain(secret);
        expect(stdout).not.toMatch(/[A-Za-z0-9+/=]{43}/);
      }
      await stack.apply();
    });

    it("says that nothing changes", async () => {
      await stack.plan();

      expect(await stack.review()).toEqual({
        code: 0,
        text: `cloudprnt: access stays as it is

No changes.
`,
      });
    });

    it("warns at -destroy that everything is destroyed, and names the users who lose access", async () => {
      await stack.planQuickly("-destroy");

      expect(await stack.review()).toEqual({
        code: 0,
        text: `cloudprnt: access narrows

Resources: 10 to destroy.

Warnings:
  - Everything is destroyed, the decision log included: no user can log in any more.

Who gains or loses access:
  - printers loses 2 users: 00:11:62:aa:bb:cc, kitchen

What groups may do:
  - Group printers is removed: it could connect as {username}, publish to star/cloudprnt/to-server/{username}/#, subscribe to star/cloudprnt/to-device/{username}/#
  - Group servers is removed: it could connect as {username}, {username}~*, publish to star/cloudprnt/to-device/#, subscribe to star/cloudprnt/to-server/#

Resources:
  - destroy aws_cloudwatch_log_group.authorizer
  - destroy aws_iam_role.authorizer
  - destroy aws_iam_role_policy.write_decision_log
  - destroy aws_iot_authorizer.authorizer
  - destroy aws_lambda_function.authorizer
  - destroy aws_lambda_permission.invoke
  - destroy terraform_data.access_map
  - destroy terraform_data.authorizer_identity
  - destroy terraform_data.deployed_in
  - destroy terraform_data.deployed_protection
`,
      });
      await stack.apply();
    });

    it("says that nothing changes if everything is destroyed already", async () => {
      await stack.planQuickly("-destroy");

      expect(await stack.review()).toEqual({
        code: 0,
        text: `cloudprnt: access stays as it is

No changes.
`,
      });
    });

    it("refuses the plan file itself, the state, and the log of a plan", async () => {
      const planned = await stack.planQuickly();
      const state = await stack.sandbox.terraform.must(stack.folder, "show", "-json");
      const log = await stack.sandbox.terraform.must(stack.folder, "plan", "-input=false", "-json", "-refresh=false");
      await writeFile(join(stack.folder, "state.json"), state.stdout);
      await writeFile(join(stack.folder, "log.json"), log.stdout);
      const refused = async (file: string) => {
        const { code, stderr } = await runCli(["review", file], { cwd: stack.folder });
        return [code, stderr];
      };

      expect(await refused("tfplan")).toEqual([
        2,
        "error: tfplan cannot be reviewed. It is the plan file itself. Give its JSON: terraform show -json tfplan > plan.json\n",
      ]);
      expect(await refused("state.json")).toEqual([
        2,
        "error: state.json cannot be reviewed. It holds no plan; terraform show -json without a plan file prints the state. Make one in cdktf.out/stacks/<stack>: terraform plan -out=tfplan && terraform show -json tfplan > plan.json\n",
      ]);
      expect(await refused("log.json")).toEqual([
        2,
        "error: log.json cannot be reviewed. It is the log of terraform plan -json, which is no plan. Make one in cdktf.out/stacks/<stack>: terraform plan -out=tfplan && terraform show -json tfplan > plan.json\n",
      ]);
      expect(await readFile(join(stack.folder, "plan.json"), "utf8")).toBe(planned);
    });
  });
}
