import { generateKeyPairSync } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCli } from "../cli/helpers/run-cli";
import { describeWith } from "../helpers/needs";
import type { Checkout } from "./helpers/checkout";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";
import { testUser } from "./helpers/users";

jest.setTimeout(240_000);

const STACK = "cloudprnt";
const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = publicKey.export({ type: "spki", format: "pem" }).toString();
const SIGNING = `signing: { tokenKeyName: "token", publicKeys: { "key-1": ${JSON.stringify(PEM)} } }`;
const DEFAULT = "setAsDefault: true, takeOver: true";

/** A stack's settings; `printers` are rules in the place of the ready-made ones. */
function settings(authorizer: string, printers = ""): string {
  return `name: "${STACK}", region: "${REGION}", authorizer: { ${authorizer} }, groups: { printers: { ...cloudPrnt.printer(), ${printers} }, servers: cloudPrnt.server() }`;
}

describeWith(["terraform", "provider-mirror", "moto_server"], "The review of a plan that Terraform made", () => {
  const printer = testUser("00:11:62:aa:bb:cc", "printers");
  const kitchen = testUser("kitchen", "printers");
  let sandbox: Sandbox;
  let checkout: Checkout;
  let folder: string;
  /** The JSON of the last plan. */
  let planJson: string;

  beforeAll(async () => {
    sandbox = await startSandbox();
    checkout = await sandbox.checkout(settings(SIGNING), [printer.entry, kitchen.entry]);
    folder = checkout.stackFolder(STACK);
  });
  afterAll(() => sandbox?.close());

  const plan = async (...args: string[]): Promise<void> => {
    await checkout.synth();
    await sandbox.terraform.must(folder, "plan", "-input=false", "-out=tfplan", ...args);
    planJson = (await sandbox.terraform.must(folder, "show", "-json", "tfplan")).stdout;
    await writeFile(join(folder, "plan.json"), planJson);
  };
  /** Plans without asking AWS: what is there was made by the last apply. */
  const planQuickly = (...args: string[]) => plan("-refresh=false", ...args);
  const review = (...args: string[]) => runCli(["review", "plan.json", "--exit-code", ...args], { cwd: folder });
  const reviewed = async () => {
    const { code, stdout, stderr } = await review();
    expect(stderr).toBe("");
    return { code, text: stdout };
  };

  it("says at the first deploy who will be able to do what, and nothing secret", async () => {
    await plan();

    expect(await reviewed()).toEqual({
      code: 1,
      text: `cloudprnt: access widens

Resources: 8 to add.

Warnings:
  - Users of servers can reach what belongs to other users, by rules without their own name: publish to star/cloudprnt/to-device/#, subscribe to star/cloudprnt/to-server/#.

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
`,
    });
    const outputs = await Promise.all([[], ["--markdown"], ["--json"]].map((args) => review(...args)));
    const secrets = [printer, kitchen].flatMap(({ secret, entry }) => [
      secret,
      ...entry.secrets.flatMap((hash) => [hash, ...hash.split("$").slice(-2)]),
    ]);
    for (const { stdout } of outputs) {
      for (const secret of [...secrets, ...PEM.split("\n").slice(1, -2)]) expect(stdout).not.toContain(secret);
      expect(stdout).not.toMatch(/[A-Za-z0-9+/=]{43}/);
    }
    await sandbox.terraform.must(folder, "apply", "-input=false", "tfplan");
  });

  it("says that nothing changes", async () => {
    await plan();

    expect(await reviewed()).toEqual({
      code: 0,
      text: `cloudprnt: access stays as it is

No changes.
`,
    });
  });

  it("names a user who is added", async () => {
    await checkout.writeUsers([printer.entry, kitchen.entry, testUser("bar", "printers").entry]);
    await planQuickly();

    expect(await reviewed()).toEqual({
      code: 1,
      text: `cloudprnt: access widens

Resources: 2 to change.

Who gains or loses access:
  - printers gains 1 user: bar

Resources:
  - change aws_lambda_function.authorizer
  - change terraform_data.access_map
`,
    });
  });

  it("tells what a user gains and loses who moves to a stronger group", async () => {
    await checkout.writeUsers([printer.entry, { ...kitchen.entry, group: "servers" }]);
    await planQuickly();

    expect(await reviewed()).toEqual({
      code: 1,
      text: `cloudprnt: access widens

Resources: 2 to change.

Warnings:
  - Users of servers can reach what belongs to other users, by rules without their own name: publish to star/cloudprnt/to-device/#, subscribe to star/cloudprnt/to-server/#.

Who gains or loses access:
  - kitchen moves from printers to servers: may now connect as {username}~*, publish to star/cloudprnt/to-device/#, subscribe to star/cloudprnt/to-server/#; may no longer publish to star/cloudprnt/to-server/{username}/#, subscribe to star/cloudprnt/to-device/{username}/#

Resources:
  - change aws_lambda_function.authorizer
  - change terraform_data.access_map
`,
    });
  });

  it("says that a user's secret may have changed, where neither users nor groups did", async () => {
    await checkout.writeUsers([printer.entry, testUser("kitchen", "printers").entry]);
    await planQuickly();

    expect(await reviewed()).toEqual({
      code: 0,
      text: `cloudprnt: access stays as it is

Resources: 1 to change. The function's package changes although users and groups stay: its code or settings, or a user's secret.

Resources:
  - change aws_lambda_function.authorizer
`,
    });
    await checkout.writeUsers([printer.entry, kitchen.entry]);
  });

  it("tells a rule that is widened", async () => {
    await checkout.configure(settings(SIGNING, 'publish: ["star/cloudprnt/to-server/#"], refreshAfterSeconds: 3600'));
    await planQuickly();

    expect(await reviewed()).toEqual({
      code: 1,
      text: `cloudprnt: access widens

Resources: 2 to change.

Warnings:
  - Users of printers can reach what belongs to other users, by rules without their own name: publish to star/cloudprnt/to-server/#.

What groups may do:
  - printers may now publish to star/cloudprnt/to-server/# (before only star/cloudprnt/to-server/{username}/#)
  - Changes reach connected users of printers within 1 h (before: 15 min)

Resources:
  - change aws_lambda_function.authorizer
  - change terraform_data.access_map
`,
    });
  });

  it("tells a rule that is narrowed", async () => {
    await checkout.configure(settings(SIGNING, 'subscribe: ["star/cloudprnt/to-device/{username}/print-job"]'));
    await planQuickly();

    expect(await reviewed()).toEqual({
      code: 0,
      text: `cloudprnt: access narrows

Resources: 2 to change.

What groups may do:
  - printers may no longer subscribe to star/cloudprnt/to-device/{username}/# (still star/cloudprnt/to-device/{username}/print-job)

Resources:
  - change aws_lambda_function.authorizer
  - change terraform_data.access_map
`,
    });
  });

  it("warns of signing that is switched off", async () => {
    await checkout.configure(settings(""));
    await planQuickly();

    expect(await reviewed()).toEqual({
      code: 1,
      text: `cloudprnt: access widens

Resources: 2 to change, 2 to replace. The function's package changes although users and groups stay: its code or settings, or a user's secret.

Warnings:
  - Signing is switched off: a password alone opens the door again, and AWS IoT Core checks no token any more.

Resources:
  - change aws_lambda_function.authorizer
  - change terraform_data.authorizer_identity
  - replace aws_iot_authorizer.authorizer
  - replace aws_lambda_permission.invoke
`,
    });
  });

  it("warns of a default authorizer that is taken over, as the comment of a pull request", async () => {
    await checkout.configure(settings(`${SIGNING}, ${DEFAULT}`));
    await planQuickly("-var=observed_default_authorizer=theirs");

    expect((await review("--markdown")).stdout).toBe(`<!-- iot-auth review: cloudprnt -->
## \`cloudprnt\`: access widens

Resources: 3 to add.

### Warnings

- The default authorizer of the account and Region is taken over, whoever set it (now \`theirs\`): devices of others that name no authorizer will have to log in here.

<details>
<summary>Resources</summary>

- add \`terraform_data.default_guard[0]\`
- add \`terraform_data.default_release[0]\`
- add \`terraform_data.default_set[0]\`

</details>
`);
    await sandbox.terraform.must(folder, "apply", "-input=false", "tfplan");
  });

  it("warns of a default authorizer that is given up", async () => {
    await checkout.configure(settings(SIGNING));
    await planQuickly();

    expect(await reviewed()).toEqual({
      code: 0,
      text: `cloudprnt: access narrows

Resources: 3 to destroy.

Warnings:
  - The default authorizer is given up: the one that was taken over is put back if it still exists, else clients that name no authorizer can no longer log in.

Resources:
  - destroy terraform_data.default_guard[0]
  - destroy terraform_data.default_release[0]
  - destroy terraform_data.default_set[0]
`,
    });
  });

  it("says at the end that everything goes, and who loses access", async () => {
    await planQuickly("-destroy");

    expect(await reviewed()).toEqual({
      code: 0,
      text: `cloudprnt: access narrows

Resources: 11 to destroy.

Warnings:
  - Everything is destroyed, the decision log included: nobody can log in any more.
  - The default authorizer is given up: the one that was taken over is put back if it still exists, else clients that name no authorizer can no longer log in.

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
  - destroy terraform_data.default_guard[0]
  - destroy terraform_data.default_release[0]
  - destroy terraform_data.default_set[0]
`,
    });
    await sandbox.terraform.must(folder, "apply", "-input=false", "tfplan");
    expect(sandbox.defaultAuthorizer()).toBeUndefined();
  });

  it("says that nothing changes where everything is gone already", async () => {
    await planQuickly("-destroy");

    expect(await reviewed()).toEqual({
      code: 0,
      text: `cloudprnt: access stays as it is

No changes.
`,
    });
  });

  it("refuses the plan file itself, the state, and the log of a plan", async () => {
    await planQuickly();
    const state = await sandbox.terraform.must(folder, "show", "-json");
    const log = await sandbox.terraform.must(folder, "plan", "-input=false", "-json", "-refresh=false");
    await writeFile(join(folder, "state.json"), state.stdout);
    await writeFile(join(folder, "log.json"), log.stdout);
    const refused = async (file: string) => {
      const { code, stderr } = await runCli(["review", file], { cwd: folder });
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
      "error: log.json cannot be reviewed. It is not JSON. Make one in cdktf.out/stacks/<stack>: terraform plan -out=tfplan && terraform show -json tfplan > plan.json\n",
    ]);
    expect(await readFile(join(folder, "plan.json"), "utf8")).toBe(planJson);
  });
});
