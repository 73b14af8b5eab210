import { readFileSync } from "node:fs";
import type { AccessMap } from "../../../infra/access-map";
import { aGroup, aMap, mapValues, planJson } from "../../review/a-plan";
import { type RecordedPlan, recordedPlan } from "../../review/recorded-plan";
import { type TestProject, testProject } from "../helpers/project";
import { runCli } from "../helpers/run-cli";

let project: TestProject;
beforeEach(() => {
  project = testProject();
});
afterEach(() => project.remove());

const GROUPS = { sensors: aGroup() };
const plan = (before: AccessMap | null, after: AccessMap | null, more: object = {}) =>
  JSON.stringify(
    planJson({ "terraform_data.access_map": [before && mapValues(before), after && mapValues(after)] }, more),
  );
const ADDED = plan(aMap(GROUPS), aMap(GROUPS, { "meter-1": "sensors" }));

/** Reviews a plan that the test wrote. No synthesis belongs to it, so the section about differences is removed. */
const review = (content: string, ...args: string[]) => {
  project.write("plan.json", content);
  project.write("cdk.tf.json", JSON.stringify(EMPTY));
  return runCli(["review", "plan.json", "--synthesized", ".", ...args], { cwd: project.folder });
};
const EMPTY = { provider: { aws: [{}] }, terraform: { required_providers: { aws: { version: "1" } } } };

/** Reviews a recorded plan of Terraform, which a test may change. */
const reviewRecorded = (
  name: "first" | "deployed" | "updated",
  change: (plan: RecordedPlan["plan"]) => void,
  ...args: string[]
) => {
  const { plan, synthesis } = recordedPlan(name);
  change(plan);
  project.write("plan.json", JSON.stringify(plan));
  project.write("cdk.tf.json", JSON.stringify(synthesis.whole));
  return runCli(["review", "plan.json", "--synthesized", ".", "--exit-code", ...args], { cwd: project.folder });
};

describe("review", () => {
  it("describes a plan in words", async () => {
    expect(await reviewRecorded("updated", () => {})).toEqual({
      code: 0,
      stdout: `cloudprnt: access stays as it is

Resources: 2 to change.

Warnings:
  - The function runs differently: memory 512 MB (before: 256 MB).

Resources:
  - change aws_cloudwatch_log_group.authorizer
  - change aws_lambda_function.authorizer
`,
      stderr: "",
    });
  });

  it("writes each warning as an annotation, too, in GitHub Actions, and elsewhere none", async () => {
    project.write("plan.json", JSON.stringify(recordedPlan("updated").plan));
    project.write("cdk.tf.json", JSON.stringify(recordedPlan("updated").synthesis.whole));
    const run = (env: Record<string, string>) =>
      runCli(["review", "plan.json", "--synthesized", ".", "--markdown"], { cwd: project.folder, env });
    const [there, elsewhere] = [await run({ GITHUB_ACTIONS: "true" }), await run({})];
    expect(there.stderr).toBe(
      "::warning title=cloudprnt%3A function-changed::The function runs differently: memory 512 MB (before: 256 MB).\n",
    );
    expect(elsewhere).toEqual({ ...there, stderr: "" });
  });

  it("ends with exit code 1 when access widens, if asked to", async () => {
    const { code, stdout } = await reviewRecorded("first", () => {});
    expect(code).toBe(1);
    expect(stdout).toContain("cloudprnt: access widens\n");
    expect(stdout).toContain("  - printers gains 1 user: kitchen\n");
    expect(stdout).not.toContain("does not make");
  });

  it("names each difference from the synthesized configuration, and counts it as widening", async () => {
    const { code, stdout } = await reviewRecorded("updated", (plan) => {
      Object.assign(plan, { action_invocations: [{ address: "action.x.y" }] });
    });
    expect(code).toBe(1);
    expect(stdout).toContain(
      "  - The plan differs from what this project makes of this configuration, in 1 place that the section below names: their effect on access is not known.\n",
    );
    expect(stdout).toContain(
      "What this project does not make:\n  - plan: action_invocations is nothing that the review knows of\n",
    );
  });

  it("compares a plan with the current configuration, if --synthesized is not given", async () => {
    project.write("plan.json", ADDED);
    const { code, stdout, stderr } = await runCli(["review", "plan.json", "--exit-code"], { cwd: project.folder });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toContain("aws_iam_role.authorizer is missing in the configuration");
  });

  it.each([
    ["no configuration at hand", "/", [], /There is no iot-auth\.config\.ts in \/ /],
    [
      "no such synthesis",
      undefined,
      ["--synthesized", "missing"],
      /The plan is of the stack fleet, but .* holds no cdk\.tf\.json/,
    ],
  ])(
    "ends with exit code 2 where there is %s, and says what to do",
    async (_, cwd = project.folder, args, expected) => {
      const { code, stdout, stderr } = await runCli(["review", "-", ...args], { cwd, stdin: ADDED });
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(expected);
      expect(stderr).toMatch(
        /A plan is compared with what its configuration synthesizes: run .* or give --synthesized FOLDER\.\n$/,
      );
    },
  );

  it("ends with exit code 2 if the current configuration has no stack of the plan's name", async () => {
    project.write("plan.json", JSON.stringify(recordedPlan("updated").plan));
    const { code, stderr } = await runCli(["review", "plan.json"], { cwd: project.folder });
    expect(code).toBe(2);
    expect(stderr).toContain("The plan is of the stack cloudprnt, but the configuration has fleet.");
  });

  it("ends with exit code 2 for a file that is not a plan file", async () => {
    project.write("tfplan", "hunter2");
    const { code, stderr } = await reviewRecorded("updated", () => {}, "--plan-file", "tfplan");
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error: tfplan cannot be reviewed. It is no plan file as terraform plan -out writes it: it is no ZIP archive.\n",
    );
  });

  it("prints Markdown that begins with the stack's marker", async () => {
    const { stdout } = await review(ADDED, "--markdown");
    expect(stdout).toMatch(/^<!-- iot-auth review: fleet -->\n## `fleet`: access widens\n/);
    expect(stdout).toContain("- `sensors` gains 1 user: `meter-1`");
  });

  it("prints JSON for programs", async () => {
    const { stdout } = await reviewRecorded("updated", () => {}, "--json");
    expect(JSON.parse(stdout)).toEqual({
      stack: "cloudprnt",
      region: "eu-central-1",
      access: "unchanged",
      resources: {
        add: [],
        change: ["aws_cloudwatch_log_group.authorizer", "aws_lambda_function.authorizer"],
        replace: [],
        destroy: [],
        forget: [],
      },
      users: [],
      userCounts: [],
      unnamedUsers: [],
      devices: [],
      groups: [],
      warnings: [
        {
          code: "function-changed",
          text: "The function runs differently: memory 512 MB (before: 256 MB).",
          widens: false,
        },
      ],
      differences: [],
      packageChanges: false,
    });
  });

  it("refuses two forms at once", async () => {
    expect(await review(ADDED, "--json", "--markdown")).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: --markdown and --json are two forms of one result; give one.\n",
    });
  });

  it.each([
    ["not JSON", "hunter2", /plan\.json cannot be reviewed\. It is not JSON: at line 1, column 1 .*\. Make one/],
    [
      "of another stack",
      JSON.stringify({ format_version: "1.2", configuration: { root_module: {} } }),
      /the plan of another stack/,
    ],
  ])("ends with exit code 2 for a file that is %s", async (_, content, expected) => {
    const { code, stdout, stderr } = await review(content, "--exit-code");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toContain("hunter2");
  });

  it("ends with exit code 2 where there is no such file", async () => {
    const { code, stderr } = await runCli(["review", "missing.json"], { cwd: project.folder });
    expect([code, stderr]).toEqual([2, "error: missing.json cannot be read (ENOENT).\n"]);
  });

  it("prints no values of a plan that are not part of the review", async () => {
    const secret = "hunter2hunter2";
    const everywhere = {
      variables: { password: { value: secret } },
      planned_values: { outputs: { token: { value: secret } } },
      output_changes: { token: { after: secret } },
      resource_changes: [
        ...JSON.parse(ADDED).resource_changes,
        ...[
          "aws_lambda_function.authorizer",
          "aws_iot_authorizer.authorizer",
          "aws_secretsmanager_secret_version.other",
        ].map((address) => ({
          address,
          mode: "managed",
          change: {
            actions: ["update"],
            before: { note: secret },
            after: { note: secret, environment: [{ variables: { KEY: secret } }] },
          },
        })),
      ],
    };
    for (const form of [[], ["--markdown"], ["--json"]]) {
      const { code, stdout, stderr } = await review(plan(null, null, everywhere), ...form);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("aws_secretsmanager_secret_version.other");
      expect(stdout).not.toContain(secret);
    }
  });

  it("lets no text of a plan become Markdown, HTML, a mention or a second marker", async () => {
    const evil =
      "x`\n\n<!-- iot-auth review: prod --><img src=x onerror=alert(1)>@everyone [y](https://z) | \u202E**b**";
    const map = aMap({ [evil]: aGroup({ publish: [evil], clientIds: [evil] }) }, { [evil]: "sensors" });
    const { stdout } = await review(
      plan(aMap(GROUPS), map, { variables: { observed_default_authorizer: { value: evil } } }),
      "--markdown",
    );
    const harmless =
      "``x`\\u{a}\\u{a}<!-- iot-auth review: prod --><img src=x onerror=alert(1)>@everyone [y](https://z) | \\u{202e}**b**``";
    expect(stdout).toContain(`\`sensors\` gains 1 user: ${harmless}`);
    expect(stdout.replaceAll(harmless, "")).not.toMatch(/onerror|@everyone|https|prod|\u202E/);
    const text = (await review(plan(aMap(GROUPS), map))).stdout;
    expect(text.split("\n").filter((line) => line.startsWith("<!--"))).toEqual([]);
  });

  it("reads the file and leaves it alone", async () => {
    await review(ADDED);
    expect(readFileSync(`${project.folder}/plan.json`, "utf8")).toBe(ADDED);
  });
});
