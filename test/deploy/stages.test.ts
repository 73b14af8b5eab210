import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../helpers/needs";
import type { Checkout } from "./helpers/checkout";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";
import { type SignedCall, type SignerRecorder, startSignerRecorder } from "./helpers/signer-recorder";
import { testUser } from "./helpers/users";

jest.setTimeout(240_000);

const ACCOUNT = "123456789012";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/deployer`;
/**
 * Access key id of the profile `prod`. The environment has another key, which must not be used for the stage `prod`.
 */
const PROFILE_KEY = "AKIAPROFILEPROD00000";

const settings = (prodAccount: string) => `name: "fleet", region: "${REGION}", groups: { sensors: device() }, stages: {
  dev: { store: { file: "users.dev.json" } },
  prod: {
    store: { file: "users.prod.json" }, accountId: "${prodAccount}", profile: "prod",
    assumeRole: { roleArn: "${ROLE}", externalId: "fleet-deploys" }, authorizer: { setAsDefault: true },
  },
}`;

describeWith(["terraform", "provider-mirror", "moto_server"], "Stages of one configuration", () => {
  let sandbox: Sandbox;
  let recorder: SignerRecorder;
  let checkout: Checkout;

  beforeAll(async () => {
    sandbox = await startSandbox();
    recorder = await startSignerRecorder(sandbox.controlPlane.url);
    checkout = await sandbox.checkout(settings(ACCOUNT));
    const credentials = await write(
      "aws-credentials",
      `[prod]\naws_access_key_id = ${PROFILE_KEY}\naws_secret_access_key = secret\n`,
    );
    const config = await write("aws-config", `[profile prod]\nregion = ${REGION}\n`);
    Object.assign(sandbox.terraform.env, {
      AWS_ENDPOINT_URL: recorder.url,
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_CONFIG_FILE: config,
    });
    for (const stage of ["dev", "prod"]) {
      await write(`users.${stage}.json`, JSON.stringify({ users: [testUser(`meter-${stage}`, "sensors").entry] }));
    }
    await checkout.synth();
  });
  afterAll(async () => {
    await recorder?.close();
    await sandbox?.close();
  });

  const write = async (name: string, content: string): Promise<string> => {
    const file = join(checkout.folder, name);
    await writeFile(file, content);
    return file;
  };
  const state = (stage: string) => readFile(join(checkout.folder, `terraform.fleet-${stage}.tfstate`), "utf8");
  const authorizers = () => [...sandbox.controlPlane.store.region(REGION).authorizers.keys()].sort();
  /** Runs terraform for a stage. @returns its exit code, output and the calls to AWS */
  const terraform = async (command: "apply" | "destroy", stage: string) => {
    recorder.calls.length = 0;
    const { code, output } = await sandbox.terraform[command](checkout.stackFolder(`fleet-${stage}`));
    return { code, output, calls: [...recorder.calls] };
  };
  const signers = (calls: readonly SignedCall[], service: (name: string) => boolean) => [
    ...new Set(calls.filter((call) => service(call.service)).map((call) => call.accessKeyId)),
  ];

  it("are separate stacks, each with its own users and state", async () => {
    for (const stage of ["dev", "prod"]) expect(await terraform("apply", stage)).toMatchObject({ code: 0 });

    expect(authorizers()).toEqual(["fleet-dev", "fleet-prod"]);
    expect(sandbox.defaultAuthorizer()).toBe("fleet-prod");
    expect(await state("dev")).toContain("meter-dev");
    expect(await state("dev")).not.toContain("prod");
    expect(await state("prod")).toContain("meter-prod");
    expect(await state("prod")).not.toContain("meter-dev");
  });

  it("do not change when one of them is applied again", async () => {
    const { output } = await terraform("apply", "dev");

    expect(output).toContain("No changes");
    expect(sandbox.defaultAuthorizer()).toBe("fleet-prod");
  });

  it("use only their own credentials and role, in the provider and in the default-authorizer step", async () => {
    const dev = await terraform("apply", "dev");
    expect(signers(dev.calls, () => true)).toEqual(["testing"]);

    const { calls, code } = await terraform("destroy", "prod");
    expect(code).toBe(0);
    const assumed = signers(calls, (service) => service !== "sts");
    expect(assumed.length).toBeGreaterThan(0);
    expect(assumed.filter((key) => !key.startsWith("ASIA"))).toEqual([]);
    expect(signers(calls, (service) => service === "sts").filter((key) => !key.startsWith("ASIA"))).toEqual([
      PROFILE_KEY,
    ]);
    const clearing = calls.filter(({ method, path }) => method === "DELETE" && path === "/default-authorizer");
    expect(clearing).toEqual([expect.objectContaining({ accessKeyId: expect.stringMatching(/^ASIA/) })]);
  });

  it("are destroyed one by one: dev is left when prod is destroyed", async () => {
    expect(authorizers()).toEqual(["fleet-dev"]);
    expect(sandbox.defaultAuthorizer()).toBeUndefined();
  });

  it("are not deployed to another account than their accountId: apply fails before it makes anything", async () => {
    await checkout.configure(settings("999999999999"));
    await checkout.synth();

    const { code, output, calls } = await terraform("apply", "prod");

    expect(code).toBe(1);
    expect(output).toContain(`AWS account ID not allowed: ${ACCOUNT}`);
    expect(calls.filter(({ service }) => service !== "sts")).toEqual([]);
    expect(authorizers()).toEqual(["fleet-dev"]);
  });
});
