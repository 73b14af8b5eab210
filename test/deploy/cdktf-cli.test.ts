import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describeWith } from "../helpers/needs";
import { type Finished, run } from "../helpers/run";
import type { Checkout } from "./helpers/checkout";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";
import { testLogin } from "./helpers/test-login";
import { testUser } from "./helpers/users";

jest.setTimeout(240_000);

const CDKTF = resolve(__dirname, "../../node_modules/.bin/cdktf");

describeWith(["terraform", "provider-mirror", "moto_server"], "The command line of CDKTF", () => {
  const user = testUser("sensor-7", "devices");
  let sandbox: Sandbox;
  let checkout: Checkout;

  beforeAll(async () => {
    sandbox = await startSandbox();
    checkout = await sandbox.checkout(
      `name: "devices", region: "${REGION}", authorizer: { setAsDefault: true }, groups: { devices: device() }`,
      [user.entry],
    );
    await checkout.synth();
    // Writes the override file with fewer retries, as the helper does for every run of Terraform.
    const folder = checkout.stackFolder("devices");
    await sandbox.terraform.must(folder, "validate");
    // Installs the provider, as a user's `terraform init` does. If the lock file has one platform, CDKTF asks the
    // registry for more.
    const { code, output } = await run("terraform", ["init", "-input=false"], {
      cwd: folder,
      env: sandbox.terraform.env,
    });
    if (code !== 0) throw new Error(output);
  });
  afterAll(() => sandbox?.close());

  const cdktf = (...args: string[]): Promise<Finished> =>
    run(CDKTF, args, { cwd: checkout.folder, env: { ...sandbox.terraform.env, CI: "1" }, timeout: 200_000 });

  it("deploys the stack, which accepts a login", async () => {
    const { code, output } = await cdktf("deploy", "devices", "--auto-approve");

    expect(code === 0 ? "" : output).toBe("");
    expect(sandbox.defaultAuthorizer()).toBe("devices");
    expect((await testLogin(sandbox, "devices", user.name, user.secret)).isAuthenticated).toBe(true);
    expect(await readFile(join(checkout.folder, "terraform.devices.tfstate"), "utf8")).toContain("aws_iot_authorizer");
  });

  it("destroys the stack, its authorizer and the default authorizer", async () => {
    const { code, output } = await cdktf("destroy", "devices", "--auto-approve");

    expect(code === 0 ? "" : output).toBe("");
    expect(sandbox.defaultAuthorizer()).toBeUndefined();
    expect(sandbox.controlPlane.store.region(REGION).authorizers.size).toBe(0);
  });

  it("prints a mistake in the configuration as one message, and leaves cdktf.out as it was", async () => {
    const manifest = join(checkout.folder, "cdktf.out", "manifest.json");
    await writeFile(manifest, "untouched");
    await checkout.configure(
      `name: "devices", region: "${REGION}", authorizer: { setAsDefalt: true }, groups: { devices: device() }`,
    );

    const { code, output } = await run(process.execPath, ["--import", "tsx", "main.ts"], { cwd: checkout.folder });

    expect(code).toBe(1);
    expect(output).toContain(
      '`authorizer.setAsDefalt` must be a known setting, got: "setAsDefalt". Did you mean "setAsDefault"?',
    );
    expect(output).not.toMatch(/^\s+at /m);
    expect(await readFile(manifest, "utf8")).toBe("untouched");
  });
});
