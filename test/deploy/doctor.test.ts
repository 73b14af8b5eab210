import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateAuthorizerCommand,
  DescribeAuthorizerCommand,
  IoTClient,
  SetDefaultAuthorizerCommand,
  UpdateAuthorizerCommand,
} from "@aws-sdk/client-iot";
import {
  GetPolicyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { zip } from "../../infra/packaging/zip";
import { type LocalIotCore, startLocalIotCore } from "../../local";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import { runTool } from "../helpers/shared/ask-shared-programs";
import { keyPair } from "../identity/tokens/key-pair";
import { type Checkout, makeCheckout } from "./helpers/checkout";
import { type Moto, startMoto } from "./helpers/moto";
import { REGION } from "./helpers/sandbox";
import { makeTerraform, type Terraform } from "./helpers/terraform";
import { testUser } from "./helpers/users";

jest.setTimeout(240_000);

const [key, other] = [keyPair().publicKey, keyPair().publicKey];
const settings = (takeOver: boolean) => `name: "fleet", region: "${REGION}", groups: { sensors: device() }, stages: {
  plain: { authorizer: { setAsDefault: true, takeOver: ${takeOver} } },
  tokens: { authorizer: { signing: { tokenKeyName: "token", publicKeys: { "key-1": ${JSON.stringify(key.pem)} } } } },
}`;
const [PLAIN, TOKENS] = ["fleet-plain", "fleet-tokens"];

/** Results of the checks by name: status, detail and remedy. */
type Findings = Readonly<Record<string, readonly [status: string, detail: string, remedy?: string]>>;

describeWith(["terraform", "provider-mirror", "moto_server", "aws"], "iot-auth doctor for an applied stack", () => {
  let moto: Moto;
  let core: LocalIotCore;
  let terraform: Terraform;
  let checkout: Checkout;
  let certificatesFolder: string;
  let iot: IoTClient;
  let lambda: LambdaClient;

  beforeAll(async () => {
    moto = await startMoto();
    certificatesFolder = await mkdtemp(join(tmpdir(), "iot-auth-certificates-"));
    core = await startLocalIotCore({ certificatesFolder, region: REGION, controlPlane: { forwardTo: moto.url } });
    terraform = await makeTerraform(core.controlPlane.url, REGION);
    checkout = await makeCheckout(settings(false), [testUser("meter-1", "sensors").entry]);
    const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
    const client = { region: REGION, endpoint: core.controlPlane.url, credentials };
    [iot, lambda] = [new IoTClient(client), new LambdaClient(client)];
    await apply();
  });
  afterAll(async () => {
    iot?.destroy();
    lambda?.destroy();
    await checkout?.remove();
    await terraform?.close();
    await core?.close();
    await moto?.stop();
    await rm(certificatesFolder, { recursive: true, force: true });
  });

  async function apply(): Promise<void> {
    await checkout.synth();
    for (const stack of [PLAIN, TOKENS]) {
      const { code, output } = await terraform.apply(checkout.stackFolder(stack));
      if (code !== 0) throw new Error(output);
    }
  }

  /** Runs the tool as an operator would. */
  async function doctor(stage = "plain") {
    const argv = ["doctor", "--stage", stage, "--ca-file", core.certificates.caFile, "--json"];
    const { code, stdout, stderr } = await runTool({ argv, cwd: checkout.folder, env: terraform.env });
    expect(stderr).toBe("");
    const { checks, healthy } = JSON.parse(stdout);
    expect(healthy).toBe(code === 0);
    const findings: Findings = Object.fromEntries(
      (checks as { check: string; status: string; detail: string; remedy?: string }[]).map(
        ({ check, status, detail, remedy }) => [
          check,
          remedy === undefined ? [status, detail] : [status, detail, remedy],
        ],
      ),
    );
    return {
      code,
      findings,
      bad: Object.keys(findings).filter((name) => !["ok", "skipped"].includes(findings[name]?.[0] ?? "")),
    };
  }

  it("reports ok for every check of a stack that was just applied, also for the function's code", async () => {
    const { code, findings } = await doctor();

    expect(Object.fromEntries(Object.entries(findings).map(([name, [status]]) => [name, status]))).toEqual({
      identity: "ok",
      stack: "ok",
      leftovers: "ok",
      users: "skipped",
      function: "ok",
      concurrency: "ok",
      errors: "ok",
      permission: "ok",
      authorizer: "ok",
      answer: "ok",
      default: "ok",
      clock: "ok",
      endpoint: "ok",
      tls: "ok",
    });
    expect(code).toBe(0);
  });

  it("reports no problem for a stack with signing, and skips the test login since it has no token", async () => {
    const { code, findings, bad } = await doctor("tokens");

    expect([code, bad]).toEqual([0, []]);
    expect(findings.authorizer?.[1]).toContain("signing is on");
    expect(findings.answer?.[0]).toBe("skipped");
  });

  it("reports that the function's permission is missing", async () => {
    const { Policy = "{}" } = await lambda.send(new GetPolicyCommand({ FunctionName: PLAIN }));
    for (const { Sid } of JSON.parse(Policy).Statement)
      await lambda.send(new RemovePermissionCommand({ FunctionName: PLAIN, StatementId: Sid }));
    const { code, findings } = await doctor();

    expect(code).toBe(1);
    expect(findings.permission).toEqual([
      "failed",
      expect.stringMatching(
        /^no permission of fleet-plain allows AWS IoT Core to call it for arn:.*, so every login is refused$/,
      ),
      `Apply the stack, which creates it: npx cdktf deploy ${PLAIN}`,
    ]);
  });

  it("reports that another stack's authorizer is the default, and names the stack", async () => {
    const { authorizerDescription: ours } = await iot.send(new DescribeAuthorizerCommand({ authorizerName: PLAIN }));
    const authorizerFunctionArn = ours?.authorizerFunctionArn;
    const tags = [{ Key: "iot-auth:owner", Value: "other-team" }];
    await iot.send(
      new CreateAuthorizerCommand({
        authorizerName: "theirs",
        authorizerFunctionArn,
        signingDisabled: true,
        status: "ACTIVE",
        tags,
      }),
    );
    await iot.send(new SetDefaultAuthorizerCommand({ authorizerName: "theirs" }));
    const { code, findings } = await doctor();

    expect(code).toBe(1);
    expect(findings.default).toEqual([
      "failed",
      "theirs is the default, which belongs to stack other-team",
      expect.stringMatching(
        /^Find out who set it\. To take it over: authorizer\.takeOver: true, npx cdktf deploy fleet-plain, and if /,
      ),
    ]);
  });

  it("reports that the authorizer is INACTIVE", async () => {
    await iot.send(new UpdateAuthorizerCommand({ authorizerName: PLAIN, status: "INACTIVE" }));
    const { code, findings } = await doctor();

    expect(code).toBe(1);
    expect(findings.authorizer).toEqual([
      "failed",
      "it is INACTIVE instead of ACTIVE",
      `Apply the stack: npx cdktf deploy ${PLAIN}`,
    ]);
  });

  it("reports that the function has no reserved concurrency left to run", async () => {
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: PLAIN, ReservedConcurrentExecutions: 0 }));
    const { code, findings } = await doctor();

    expect(code).toBe(1);
    expect(findings.concurrency).toEqual([
      "failed",
      "0 executions of fleet-plain are reserved, so it cannot run and every login is refused",
      expect.stringContaining("npx cdktf deploy"),
    ]);
  });

  it("reports that the function has other code than the project", async () => {
    const ZipFile = await zip({ "index.js": Buffer.from("exports.handler = async () => ({});") });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: PLAIN, ZipFile }));

    expect((await doctor()).findings.function).toEqual([
      "warning",
      "it differs from what would be deployed: its code, users or groups",
      expect.stringMatching(
        /^See what: npx cdktf diff fleet-plain\. .* uploaded outside Terraform, which Terraform does not see; to upload this project's package: aws /,
      ),
    ]);
  });

  it("reports that a public key of the authorizer is not the configured one", async () => {
    const tokenSigningPublicKeys = { "key-1": other.pem };
    await iot.send(new UpdateAuthorizerCommand({ authorizerName: `${TOKENS}-signed`, tokenSigningPublicKeys }));
    const { code, findings, bad } = await doctor("tokens");

    expect([code, bad]).toEqual([1, ["authorizer"]]);
    expect(findings.authorizer?.[1]).toBe(
      `public key key-1 in AWS (SHA-256 ${other.fingerprint.slice(0, 12)}) is not the configured one (${key.fingerprint.slice(0, 12)}), so tokens of the configured one are refused`,
    );
  });

  it("reports ok again after an apply for everything that Terraform sees", async () => {
    await checkout.configure(settings(true));
    await apply();

    expect((await doctor("tokens")).bad).toEqual([]);
    const { permission, authorizer } = (await doctor()).findings;
    expect([permission?.[0], authorizer?.[0]]).toEqual(["ok", "ok"]);
  });

  it("reports ok again for the rest after the commands that its remedies name", async () => {
    const { findings } = await doctor();
    const commands = ["function", "concurrency", "default"].map((name) => {
      const remedy = findings[name]?.[2] ?? "";
      return remedy.slice(remedy.search(/\b(aws|terraform) /)).replace(" apply ", " apply -auto-approve ");
    });
    expect(commands.map((command) => command.split(" ").slice(0, 3).join(" "))).toEqual([
      "aws lambda update-function-code",
      "aws lambda delete-function-concurrency",
      `terraform -chdir=cdktf.out/stacks/${PLAIN} apply`,
    ]);
    const env = { ...(await terraform.attached(checkout.stackFolder(PLAIN))), AWS_PAGER: "" };
    for (const command of commands) {
      const { code, output } = await run("sh", ["-c", command], { cwd: checkout.folder, env });
      expect([command, code === 0 ? "" : output]).toEqual([command, ""]);
    }

    const { code, bad } = await doctor();
    expect([code, bad]).toEqual([0, []]);
  });

  it("reports after destroy that the stack is not applied and that the function does not exist", async () => {
    expect((await terraform.destroy(checkout.stackFolder(PLAIN))).code).toBe(0);
    const { code, findings } = await doctor();

    expect(code).toBe(1);
    expect(findings.stack).toEqual([
      "failed",
      `Stack ${PLAIN} is not applied`,
      `Apply the stack: npx cdktf deploy ${PLAIN}`,
    ]);
    expect(findings.function).toEqual([
      "failed",
      `there is no function ${PLAIN}`,
      `Deploy again: npx cdktf deploy ${PLAIN}`,
    ]);
  });
});
