import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { synthesize } from "../../infra/synthesis/synthesize";
import config from "../../iot-auth.config";

const REPOSITORY = resolve(__dirname, "../..");

interface Synthesized {
  readonly resource: Record<string, Record<string, { readonly count?: number }>>;
  readonly output: Record<string, { readonly value: string }>;
}

let outdir: string;
let stack: Synthesized;

beforeAll(async () => {
  outdir = mkdtempSync(join(tmpdir(), "iot-auth-shipped-"));
  const [synthesized] = await synthesize(config, { projectFolder: REPOSITORY, configFolder: outdir, outdir });
  stack = JSON.parse(readFileSync(join(synthesized?.folder ?? "", "cdk.tf.json"), "utf8")) as Synthesized;
});
afterAll(() => rmSync(outdir, { recursive: true }));

describe("the configuration in the repository", () => {
  it("makes the authorizer the default of the account and Region, and does not set takeOver", () => {
    expect(config.authorizer).toEqual({ setAsDefault: true });
    expect(stack.resource.terraform_data?.default_set?.count).toBe(1);
  });

  it("gives printers their MAC address as user name and client id", () => {
    // Host and port are expressions that Terraform evaluates.
    const text = stack.output.cloudprnt_settings?.value ?? "{}";
    const settings = JSON.parse(text.replace(/"\$\{[^}]*\}"/g, '"host"').replace(/\$\{[^}]*\}/g, "443"));
    expect(settings.settingForMQTT.mqttConnectionSetting.authenticationSetting).toEqual({
      clientId: "{MAC}",
      username: "{MAC}",
      password: "",
    });
  });
});
