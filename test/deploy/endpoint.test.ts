import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import type { Checkout } from "./helpers/checkout";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";

jest.setTimeout(300_000);

const STACK = "fleet";
const DAY = 24 * 60 * 60 * 1000;
const settings = (endpoint: string, authorizer = "{}"): string =>
  `name: "${STACK}", region: "${REGION}", authorizer: ${authorizer}, groups: { devices: device() }, ${endpoint}`;
const MANAGED = 'endpoint: { authenticationType: "CUSTOM_AUTH", applicationProtocol: "SECURE_MQTT" }';
const DISABLED = MANAGED.replace(" }", ', status: "DISABLED" }');

describeWith(["terraform", "provider-mirror", "moto_server", "aws"], "A stack with its own endpoint", () => {
  let sandbox: Sandbox;
  let checkout: Checkout;
  let folder: string;
  let now = Date.now();

  beforeAll(async () => {
    sandbox = await startSandbox({ clock: { now: () => now, after: () => () => {} } });
    checkout = await sandbox.checkout(settings(MANAGED));
    folder = checkout.stackFolder(STACK);
    await deploy(settings(MANAGED));
  });
  afterAll(() => sandbox?.close());

  const configure = async (text: string) => {
    await checkout.configure(text);
    await checkout.synth();
  };
  const deploy = async (text: string) => {
    await configure(text);
    const { code, output } = await sandbox.terraform.apply(folder);
    if (code !== 0) throw new Error(output);
  };
  const domain = () => sandbox.controlPlane.store.region(REGION).domainConfigurations.get(STACK);
  const authorizers = () => [...sandbox.controlPlane.store.region(REGION).authorizers.keys()];
  const planIsClean = async () => expect((await sandbox.terraform.plan(folder)).output).toContain("No changes");

  it("makes the endpoint with its authorizer as default, outputs its name, and leaves the account's default alone", async () => {
    expect(domain()).toMatchObject({
      status: "ENABLED",
      domainType: "AWS_MANAGED",
      authenticationType: "CUSTOM_AUTH",
      applicationProtocol: "SECURE_MQTT",
      authorizerConfig: { defaultAuthorizerName: STACK, allowAuthorizerOverride: false },
    });
    const { stdout } = await sandbox.terraform.must(folder, "output", "-raw", "endpoint");
    expect(stdout).toBe(domain()?.domainName);
    expect(sandbox.defaultAuthorizer()).toBeUndefined();
    await planIsClean();
  });

  it("shows a change made outside Terraform in the plan, and undoes it at apply", async () => {
    const { code } = await run(
      "aws",
      ["iot", "update-domain-configuration", "--domain-configuration-name", STACK, "--remove-authorizer-config"],
      { env: sandbox.terraform.env },
    );
    expect(code).toBe(0);

    const plan = await sandbox.terraform.plan(folder);
    expect(plan.output).toContain("aws_iot_domain_configuration.endpoint will be updated in-place");
    await deploy(settings(MANAGED));

    expect(domain()?.authorizerConfig).toEqual({ defaultAuthorizerName: STACK, allowAuthorizerOverride: false });
  });

  it("fails, before anything is changed, to destroy an ENABLED endpoint or to replace its authorizer", async () => {
    await configure(settings(MANAGED, '{ name: "renamed" }'));
    const replaced = await sandbox.terraform.plan(folder);
    await configure(settings(MANAGED));
    const destroyed = await sandbox.terraform.destroy(folder);

    expect(replaced.code).toBe(1);
    expect(replaced.output).toContain("Instance cannot be destroyed");
    expect(replaced.output).toContain("aws_iot_authorizer.authorizer");
    expect(destroyed.code).toBe(1);
    expect(destroyed.output).toContain("Instance cannot be destroyed");
    expect(domain()).toMatchObject({ status: "ENABLED" });
    expect(authorizers()).toEqual([STACK]);
    await planIsClean();
  });

  it("fails, before anything is changed, for a configuration that no longer has the ENABLED endpoint", async () => {
    const certificate = `arn:aws:acm:${REGION}:123456789012:certificate/12345678-1234-1234-1234-123456789012`;
    const others = ["", `endpoint: { domain: "iot.example.com", certificateArn: "${certificate}" }`];
    const { plan, apply, destroy } = sandbox.terraform;
    const before = domain();
    sandbox.calls.splice(0);

    for (const other of others) {
      await configure(settings(other));
      for (const command of [plan, apply, destroy]) {
        const { code, output } = await command(folder);
        expect(output.replace(/[\s│]+/g, " ")).toContain(
          `The endpoint ${STACK} is ENABLED, and the configuration no longer has it. AWS deletes a domain that it named only after 7 days`,
        );
        expect(code).toBe(1);
      }
    }

    expect(sandbox.calls.filter(({ operation }) => !/^(Describe|Get|List)/.test(operation))).toEqual([]);
    expect(domain()).toEqual(before);
    await configure(settings(MANAGED));
    await planIsClean();
  });

  it("replaces the authorizer of an endpoint that was DISABLED first, and keeps its host name", async () => {
    const before = domain()?.domainName;

    await deploy(settings(DISABLED));
    expect(domain()?.authorizerConfig).toBeUndefined();
    await deploy(settings(DISABLED, '{ name: "renamed" }'));
    await deploy(settings(MANAGED, '{ name: "renamed" }'));

    expect(authorizers()).toEqual(["renamed"]);
    expect(domain()).toMatchObject({
      domainName: before,
      status: "ENABLED",
      authorizerConfig: { defaultAuthorizerName: "renamed" },
    });
    await planIsClean();
  });

  it("removes an endpoint that was DISABLED for 7 days; an earlier apply fails, and does not restart the 7 days", async () => {
    await deploy(settings(DISABLED, '{ name: "renamed" }'));
    now += 6 * DAY;
    await configure(settings("", '{ name: "renamed" }'));

    const early = await sandbox.terraform.apply(folder);
    expect(early.code).toBe(1);
    expect(early.output.replace(/[\s│]+/g, " ")).toContain("must be disabled for at least 7 days");

    now += DAY;
    const { code, output } = await sandbox.terraform.apply(folder);
    expect(code === 0 ? "" : output).toBe("");
    expect(domain()).toBeUndefined();
    await planIsClean();
    await deploy(settings(MANAGED, '{ name: "renamed" }'));
  });

  it("is destroyed if its endpoint was DISABLED for 7 days, and fails with that rule if not", async () => {
    await deploy(settings(DISABLED, '{ name: "renamed" }'));
    now += 6 * DAY;

    const early = await sandbox.terraform.destroy(folder);
    expect(early.code).toBe(1);
    expect(early.output.replace(/[\s│]+/g, " ")).toContain(
      "must be disabled for at least 7 days before it can be deleted",
    );
    expect(domain()).toMatchObject({ status: "DISABLED" });

    now += DAY;
    expect(await sandbox.terraform.destroy(folder)).toMatchObject({ code: 0 });
    expect(domain()).toBeUndefined();
    expect(authorizers()).toEqual([]);
  });
});
