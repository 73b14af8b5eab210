import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describeOldStacks, removeOldStacks } from "../../../infra/synthesis/old-stacks";
import { synthesize } from "../../../infra/synthesis/synthesize";
import { makeCheckout } from "../../deploy/helpers/checkout";
import { synthesizeProject } from "../../helpers/shared/ask-shared-programs";

jest.setTimeout(60_000);

const REPOSITORY = resolve(__dirname, "../../..");
const CONFIG = { name: "fleet", region: "eu-west-1", groups: { meters: { clientIds: ["{username}"] } } };

/** Folder with the output of a synthesis of both stages. Each test changes a copy of it. */
let synthesized: string;
let folder: string;
let stacks: string;
const makeFolder = () => realpathSync(mkdtempSync(join(tmpdir(), "iot-auth-old-stacks-")));
beforeAll(async () => {
  synthesized = makeFolder();
  await synthesize(
    { ...CONFIG, stages: { dev: {}, prod: {} } },
    { projectFolder: REPOSITORY, configFolder: synthesized, outdir: join(synthesized, "cdktf.out") },
  );
});
afterAll(() => rmSync(synthesized, { recursive: true, force: true }));
beforeEach(() => {
  folder = makeFolder();
  stacks = join(folder, "cdktf.out", "stacks");
  cpSync(join(synthesized, "cdktf.out"), join(folder, "cdktf.out"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (file: string, content = "") => {
  mkdirSync(dirname(join(stacks, file)), { recursive: true });
  writeFileSync(join(stacks, file), content);
};
/** Returns which of the two stacks' folders exist. */
const left = () => ["fleet-dev", "fleet-prod"].filter((name) => existsSync(join(stacks, name)));
const prodOnly = () => removeOldStacks(stacks, ["fleet-prod"]);

describe("the folder of a stack that is no longer in the configuration", () => {
  it("is removed, with a message about the resources that stay in AWS", async () => {
    const old = await prodOnly();
    expect(left()).toEqual(["fleet-prod"]);
    expect(describeOldStacks(old)).toEqual([
      expect.stringMatching(
        /^fleet-dev: no longer in the configuration, so .*fleet-dev was removed\. What it deployed stays in AWS: /,
      ),
    ]);
  });

  it("is removed with the files of terraform init and cdktf, including the pointer to a remote state", async () => {
    for (const name of [".terraform.lock.hcl", ".terraform/terraform.tfstate", ".terraform/providers/a/b", "plan"]) {
      put(`fleet-dev/${name}`);
    }
    await prodOnly();
    expect(left()).toEqual(["fleet-prod"]);
  });

  it.each([
    "terraform.tfstate",
    "terraform.tfstate.backup",
    "errored.tfstate",
    "terraform.tfstate.d/dev/terraform.tfstate",
    ".terraform.tfstate.lock.info",
    "state/fleet.tfstate",
  ])("is kept if it holds Terraform state: %s", async (file) => {
    put(`fleet-dev/${file}`);
    const old = await prodOnly();
    expect(left()).toEqual(["fleet-dev", "fleet-prod"]);
    expect(describeOldStacks(old)[0]).toContain(`fleet-dev stays, because it holds Terraform state (`);
    expect(describeOldStacks(old)[0]).toContain(file);
  });

  it.each(["override.tf", "notes.txt", "keys/a"])(
    "is kept if it holds a file that no synthesis makes: %s",
    async (file) => {
      put(`fleet-dev/${file}`);
      const old = await prodOnly();
      expect(left()).toEqual(["fleet-dev", "fleet-prod"]);
      expect(describeOldStacks(old)[0]).toContain(`it holds what no synthesis makes (${file.split("/")[0]})`);
    },
  );

  it.each([
    ["no cdk.tf.json", undefined],
    ["invalid JSON", "{"],
    ["another project's stack", '{"//":{"metadata":{"stackName":"fleet-dev"}},"resource":{}}'],
    [
      "a stack of another name",
      '{"//":{"metadata":{"stackName":"x"}},"resource":{"terraform_data":{"access_map":{}}}}',
    ],
  ])("is kept if this project did not make it: %s", async (_, content) => {
    rmSync(join(stacks, "fleet-dev"), { recursive: true });
    mkdirSync(join(stacks, "fleet-dev"));
    if (content !== undefined) put("fleet-dev/cdk.tf.json", content);
    const old = await prodOnly();
    expect(left()).toEqual(["fleet-dev", "fleet-prod"]);
    expect(describeOldStacks(old)[0]).toMatch(/fleet-dev stays, because this project did not make it\./);
  });

  it("is not removed if a symbolic link leads to it", async () => {
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(stacks, "linked"));
    await prodOnly();
    expect(existsSync(elsewhere)).toBe(true);
  });

  it("gives no message if every folder belongs to a stack, or there are no folders", async () => {
    expect(await removeOldStacks(stacks, ["fleet-dev", "fleet-prod"])).toEqual([]);
    expect(await removeOldStacks(join(folder, "none"), [])).toEqual([]);
    expect(left()).toEqual(["fleet-dev", "fleet-prod"]);
  });
});

describe("npm run synth", () => {
  it("removes the folder of a stage that was removed from the configuration, and reports it", async () => {
    const settings = (stages: string) =>
      `name: "fleet", region: "eu-west-1", groups: { meters: device() }, stages: { ${stages} }`;
    const checkout = await makeCheckout(settings("dev: {}, prod: {}"));
    try {
      await checkout.synth();
      await checkout.configure(settings("prod: {}"));
      const { code, output } = await synthesizeProject(checkout.folder);
      expect([code, output]).toEqual([0, expect.stringContaining("fleet-dev: no longer in the configuration, so ")]);
      expect([existsSync(checkout.stackFolder("fleet-dev")), existsSync(checkout.stackFolder("fleet-prod"))]).toEqual([
        false,
        true,
      ]);
    } finally {
      await checkout.remove();
    }
  });
});
