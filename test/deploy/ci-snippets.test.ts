import { chmod, cp, mkdir, readdir, readFile, realpath, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { describeWith } from "../helpers/needs";
import { type Finished, run } from "../helpers/run";
import type { Checkout } from "./helpers/checkout";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";
import { testUser } from "./helpers/users";

jest.setTimeout(240_000);

const REPOSITORY = resolve(__dirname, "../..");
const SETTINGS = `name: "cloudprnt", region: "${REGION}", groups: { printers: cloudPrnt.printer() }`;
const DOCUMENT = "docs/plan-review.md";

/** A step of a workflow: the members that these tests read. */
interface Step {
  readonly id?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
  readonly "continue-on-error"?: boolean;
}

const yamlOf = async (file: string) => parse(await readFile(join(REPOSITORY, file), "utf8"));
/** Returns the parsed YAML block of the document that contains a text. */
async function snippet(text: string) {
  const blocks = (await readFile(join(REPOSITORY, DOCUMENT), "utf8")).match(/(?<=```yaml\n)[^`]*(?=```)/g) ?? [];
  return parse(blocks.find((block) => block.includes(text)) ?? "");
}

/**
 * Runs the scripts of CI services in a repository with a branch and its target. Everything is real except `npm ci`,
 * which links the installed packages and the compiled tool, and what the services themselves do: checking out, and
 * passing values between steps. The checkouts share the cache of builds, as a checkout that is synthesized again uses
 * its own.
 */
describeWith(["terraform", "provider-mirror", "moto_server"], "The plan review in CI", () => {
  let sandbox: Sandbox;
  /** The repository, checked out at the branch that is to be merged. */
  let origin: Checkout;
  let bin: string;
  let base: string;
  let number = 0;

  const git = async (folder: string, ...args: string[]): Promise<string> => {
    const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
    const { code, stdout, output } = await run("git", [...identity, ...args], { cwd: folder });
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${output}`);
    return stdout.trim();
  };
  const commit = async (): Promise<string> => {
    await git(origin.folder, "add", "-A");
    await git(origin.folder, "commit", "-qm", "x", "--allow-empty");
    return git(origin.folder, "rev-parse", "HEAD");
  };
  /** Clones one commit, as CI services do, without any other. */
  const clone = async (sha: string, folder: string) => {
    await mkdir(folder, { recursive: true });
    await git(folder, "init", "-q");
    await git(folder, "remote", "add", "origin", origin.folder);
    await git(folder, "fetch", "-q", "--depth", "1", "origin", sha);
    await git(folder, "checkout", "-q", "--detach", sha);
  };
  const workspace = () => join(dirname(bin), `workspace-${number++}`);
  const environment = async (more: Readonly<Record<string, string>>): Promise<NodeJS.ProcessEnv> => ({
    ...(await sandbox.terraform.attached(origin.folder)),
    PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
    ...more,
  });

  beforeAll(async () => {
    sandbox = await startSandbox();
    origin = await sandbox.checkout(SETTINGS);
    for (const name of ["cli", "scripts", "local", "review"])
      await cp(join(REPOSITORY, name), join(origin.folder, name), { recursive: true });
    await writeFile(
      join(origin.folder, ".gitignore"),
      "node_modules\ndist\ncdktf.out\n.iot-auth\nbase\nwork\n*.tfstate\n",
    );
    bin = join(origin.folder, "work", "bin");
    await mkdir(bin, { recursive: true });
    const { stdout } = await run("sh", ["-c", "command -v npm"], { env: { PATH: process.env.PATH } });
    const script = `#!/bin/sh
if [ "$1" = ci ]; then
  folder=.
  [ "$2" != --prefix ] || folder=$3
  mkdir -p "$folder/.iot-auth"
  ln -sfn ${await realpath(join(origin.folder, ".iot-auth", "cache"))} "$folder/.iot-auth/cache"
  ln -sfn ${join(REPOSITORY, "dist")} "$folder/dist"
  exec ln -sfn ${join(REPOSITORY, "node_modules")} "$folder/node_modules"
fi
exec ${stdout.trim()} "$@"
`;
    await writeFile(join(bin, "npm"), script);
    await chmod(join(bin, "npm"), 0o755);
    await git(origin.folder, "init", "-q");
    await git(origin.folder, "config", "uploadpack.allowAnySHA1InWant", "true");
    base = await commit();
    await git(origin.folder, "checkout", "-q", "-b", "change");
  });
  afterAll(() => sandbox?.close());
  beforeEach(async () => {
    await origin.configure(SETTINGS);
    await origin.writeUsers([]);
  });

  describe("on GitHub", () => {
    /**
     * Runs a job's steps as GitHub documents it: an error ends the job.
     * @returns the job's outputs, and the failed step if any
     */
    const job = async (name: string, folder: string, head: string) => {
      const { jobs } = await yamlOf(".github/workflows/plan-review.yml");
      await mkdir(dirname(folder), { recursive: true });
      const env = await environment({
        GITHUB_ACTIONS: "true",
        GITHUB_OUTPUT: join(folder, "../output"),
        GITHUB_STEP_SUMMARY: join(folder, "../summary"),
        RUNNER_TEMP: dirname(folder),
      });
      await Promise.all(["output", "summary"].map((file) => writeFile(join(folder, "..", file), "")));
      let failed: Finished | undefined;
      for (const step of jobs[name].steps as Step[]) {
        if (step.uses?.startsWith("actions/checkout@"))
          await clone(step.with?.ref === undefined ? head : base, join(folder, step.with?.path ?? "."));
        if (step.run === undefined) continue;
        const script = join(folder, "..", "step.sh");
        await writeFile(script, step.run);
        const finished = await run("bash", ["-e", script], {
          cwd: join(folder, step["working-directory"] ?? "."),
          env,
          timeout: 200_000,
        });
        if (finished.code !== 0 && !step["continue-on-error"]) {
          failed = finished;
          break;
        }
      }
      const output = await readFile(join(folder, "../output"), "utf8");
      return { failed, widens: /^widens=(.*)$/m.exec(output)?.[1] ?? "", output };
    };
    /** Runs the check that a branch protection rule requires. @returns its exit code */
    const reviewed = async (plan: string, widens: string, approve: string) => {
      const { jobs } = await yamlOf(".github/workflows/plan-review.yml");
      const [step] = jobs.reviewed.steps as Step[];
      const values: Readonly<Record<string, string>> = {
        "vars.AWS_PLAN_ROLE_ARN": "arn:aws:iam::123456789012:role/plan",
        "github.event.pull_request.head.repo.full_name != github.repository": "false",
        "needs.plan.result": plan,
        "needs.plan.outputs.widens": widens,
        "needs.approve.result": approve,
      };
      const env = Object.entries(step?.env ?? {}).map(([name, text]) => {
        const value = values[/^\$\{\{ (.*) \}\}$/.exec(text)?.[1] ?? ""];
        if (value === undefined) throw new Error(`this test has no value for ${text}`);
        return [name, value];
      });
      return (await run("bash", ["-e", "-c", step?.run ?? ""], { env: Object.fromEntries(env) })).code;
    };
    const planned = async () => {
      const folder = join(workspace(), "checkout");
      const found = await job("plan", folder, await commit());
      const reviews = await readdir(join(folder, "reviews")).catch(() => []);
      const texts = await Promise.all(reviews.map((file) => readFile(join(folder, "reviews", file), "utf8")));
      return { ...found, text: texts.join(""), summary: await readFile(join(folder, "../summary"), "utf8") };
    };

    it("passes without approval if nobody gains access", async () => {
      await origin.configure(`${SETTINGS}, function: { memorySize: 512 }`);
      const { failed, widens, text, summary } = await planned();
      expect([failed?.output, widens]).toEqual([undefined, "false"]);
      expect(text).toContain("## `cloudprnt`: access stays as it is");
      expect(summary).toBe(text);
      expect(await reviewed("success", widens, "skipped")).toBe(0);
    });

    it("requires an approval if a user gains access, and names the user in the comment", async () => {
      await origin.writeUsers([testUser("kitchen", "printers").entry]);
      const { failed, widens, text } = await planned();
      expect([failed?.output, widens]).toEqual([undefined, "true"]);
      expect(text).toContain("- `printers` gains 1 user: `kitchen`");
      expect(await reviewed("success", widens, "failure")).toBe(1);
      expect(await reviewed("success", widens, "success")).toBe(0);
    });

    it("fails if there is no plan", async () => {
      await origin.configure(SETTINGS.replace("cloudprnt", "NO NAME"));
      const { failed, widens } = await planned();
      expect(failed?.code).toBe(2);
      expect(await reviewed("failure", widens, "skipped")).toBe(1);
    });
  });

  it("on GitLab passes the exit code to the job that waits for an approval, and fails if there is no plan", async () => {
    const { review, approve } = await snippet("CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
    const pipeline = async () => {
      const folder = workspace();
      await clone(await commit(), folder);
      const env = await environment({ CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main", CI: "true" });
      const lines = ["set -eo pipefail", ...review.script].join("\n");
      const finished = await run("bash", ["-c", lines], { cwd: folder, env, timeout: 200_000 });
      const dotenv = await readFile(join(folder, review.artifacts.reports.dotenv), "utf8").catch(() => "");
      return { ...finished, dotenv, paths: await readdir(join(folder, review.artifacts.paths[0])).catch(() => []) };
    };
    await origin.writeUsers([testUser("kitchen", "printers").entry]);
    const widens = await pipeline();
    expect([widens.code, widens.dotenv, widens.paths]).toEqual([0, "WIDENS=1\n", ["cloudprnt.md"]]);
    const [, value = ""] = /^WIDENS=(.*)$/m.exec(widens.dotenv) ?? [];
    const waited = await run("bash", ["-c", approve.script.join("\n")], { env: { ...process.env, WIDENS: value } });
    expect(waited.stdout).toContain("(WIDENS=1)");

    await origin.configure(SETTINGS.replace("cloudprnt", "NO NAME"));
    const broken = await pipeline();
    expect([broken.code, broken.dotenv]).toEqual([1, "WIDENS=2\n"]);
  });

  it("in Atlantis writes the plan file that is applied, and prints the review", async () => {
    const { workflows } = await snippet("PLANFILE");
    await origin.writeUsers([testUser("kitchen", "printers").entry]);
    const folder = workspace();
    await clone(await commit(), folder);
    const env = await environment({ PLANFILE: join(folder, "default.tfplan"), DIR: folder, WORKSPACE: "default" });
    const output: string[] = [];
    for (const step of workflows["iot-auth"].plan.steps as Step[]) {
      const finished = await run("sh", ["-c", step.run ?? ""], { cwd: folder, env, timeout: 200_000 });
      expect([finished.code, finished.output]).toEqual([0, finished.output]);
      output.push(finished.stdout);
    }
    expect(output.at(-1)).toContain("cloudprnt: access widens");
    expect(output.at(-1)).toMatch(/\nPlan file: SHA-256 [0-9a-f]{64}\n/);
    const [apply] = workflows["iot-auth"].apply.steps as Step[];
    expect(apply?.run).toContain('"$PLANFILE"');
  });
});
