import { appendFile, cp, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import type { Checkout } from "./helpers/checkout";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";
import { testUser } from "./helpers/users";

jest.setTimeout(240_000);

const REPOSITORY = resolve(__dirname, "../..");
const NOBODY = `name: "fleet", region: "${REGION}", groups: { sensors: device() }`;
/** moto's account is 123456789012, so the stage prod cannot be planned there. */
const STAGES = `${NOBODY}, stages: { dev: {}, prod: { accountId: "999999999999" } }`;

/** Copies the files into a checkout that a review needs and a synthesis does not. */
async function withTool({ folder }: Checkout): Promise<void> {
  for (const name of ["cli", "scripts", "local", "review"]) {
    await cp(join(REPOSITORY, name), join(folder, name), { recursive: true });
  }
}

/** Makes a git repository of a checkout, and commits all its files. */
async function commit({ folder }: Checkout): Promise<void> {
  const git = (...args: string[]) =>
    run("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: folder });
  await writeFile(join(folder, ".gitignore"), "node_modules\ncdktf.out\n.iot-auth\n.terraform*\nreviews\n");
  for (const args of [
    ["init", "-q"],
    ["add", "-A"],
    ["commit", "-qm", "x"],
  ])
    expect((await git(...args)).code).toBe(0);
}

describeWith(["terraform", "provider-mirror", "moto_server"], "scripts/review-plan.sh", () => {
  let sandbox: Sandbox;
  let checkout: Checkout;

  beforeAll(async () => {
    sandbox = await startSandbox();
    checkout = await sandbox.checkout(NOBODY);
    await withTool(checkout);
  });
  afterAll(() => sandbox?.close());

  const script = async (...base: string[]) =>
    run("bash", [join(checkout.folder, "scripts", "review-plan.sh"), "reviews", ...base], {
      cwd: checkout.folder,
      env: {
        ...(await sandbox.terraform.attached(checkout.folder)),
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      },
      timeout: 200_000,
    });
  const reviews = async () => {
    const names = (await readdir(join(checkout.folder, "reviews"))).sort();
    return Promise.all(
      names.map(async (name) => [name, await readFile(join(checkout.folder, "reviews", name), "utf8")]),
    );
  };

  it("exits with 0 if no user gains access, and writes a comment for each stack", async () => {
    const { code, stdout, output } = await script();

    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("Plan: 10 to add") });
    const [[name, text] = []] = await reviews();
    expect(name).toBe("fleet.md");
    expect(text).toMatch(
      /^<!-- iot-auth review: fleet -->\n## `fleet`: access stays as it is\n\nResources: 10 to add\.\n/,
    );
    expect(stdout).toBe(text);
    expect([...sandbox.controlPlane.store.region(REGION).authorizers.keys()]).toEqual([]);
  });

  it("exits with 1 if access widens", async () => {
    await checkout.writeUsers([testUser("meter-1", "sensors").entry]);

    expect((await script()).code).toBe(1);
    const [[, text] = []] = await reviews();
    expect(text).toContain("- `sensors` gains 1 user: `meter-1`");
  });

  it("exits with 2 if a stage cannot be planned, and still reviews the others", async () => {
    await checkout.configure(STAGES);

    const { code, stderr } = await script();

    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining("AWS account ID not allowed: 123456789012"),
    });
    const texts = Object.fromEntries(await reviews());
    expect(texts["fleet-dev.md"]).toContain("## `fleet-dev`: access widens");
    expect(texts["fleet-prod.md"]).toBe(
      "<!-- iot-auth review: fleet-prod -->\n## `fleet-prod`: no review\n\nThe plan failed; the log of this run says why.\n",
    );
  });

  it("writes a comment for a stack that the configuration no longer has, with the commands that destroy it", async () => {
    const base = await sandbox.checkout(STAGES);
    await withTool(base);
    await writeFile(join(checkout.folder, "reviews", "notes.md"), "not a review\n");
    await checkout.writeUsers([]);
    await checkout.configure(`${NOBODY}, stages: { dev: {} }`);

    const { code, stdout } = await script(base.folder);

    expect(code).toBe(0);
    const texts = Object.fromEntries(await reviews());
    expect(Object.keys(texts)).toEqual(["fleet-dev.md", "fleet-prod.md", "notes.md"]);
    expect(texts["fleet-prod.md"]).toMatch(
      /^<!-- iot-auth review: fleet-prod -->\n## `fleet-prod`: no longer in the configuration\n\nThe resources of this stack stay in AWS: /,
    );
    expect(texts["fleet-prod.md"]).toContain("\ncd cdktf.out/stacks/fleet-prod\nterraform init\nterraform destroy\n");
    expect(stdout).toBe(`${texts["fleet-dev.md"]}${texts["fleet-prod.md"]}`);
  });

  it("continues with a warning if the base cannot be synthesized", async () => {
    const base = await sandbox.checkout('name: "NOT A NAME"');
    await withTool(base);

    const { code, stderr } = await script(base.folder);

    expect(code).toBe(0);
    expect(stderr).toContain(
      `${base.folder} cannot be synthesized: stacks that the configuration no longer has are not`,
    );
    expect(Object.keys(Object.fromEntries(await reviews()))).toEqual(["fleet-dev.md", "notes.md"]);
  });

  it("compares the plan with the base's synthesis, and names changed files besides configuration and users", async () => {
    await checkout.configure(NOBODY);
    const base = await sandbox.checkout(NOBODY);
    await withTool(base);
    await commit(base);
    await appendFile(
      join(checkout.folder, "lambda", "login.ts"),
      '\n(globalThis as { second?: string }).second = "x";\n',
    );
    await writeFile(join(checkout.folder, "review", "review-plan.ts"), "throw new Error();\n");
    await commit(checkout);

    const { code } = await script(base.folder);

    expect(code).toBe(1);
    const { "fleet.md": text = "" } = Object.fromEntries(await reviews());
    expect(text).toContain("`aws_lambda_function.authorizer`: `source_code_hash` is not what the synthesis says");
    expect(text).toMatch(
      /### Changed besides configuration and users\n\n.*\n\n- `lambda\/login\.ts`\n- `review\/review-plan\.ts`\n$/,
    );
  });
});
