import { readFileSync } from "node:fs";
import type { AccessMap } from "../../../infra/access-map";
import { aGroup, aMap, mapValues, planJson } from "../../review/a-plan";
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
const REMOVED = plan(aMap(GROUPS, { "meter-1": "sensors" }), aMap(GROUPS));

const review = (content: string, ...args: string[]) => {
  project.write("plan.json", content);
  return runCli(["review", "plan.json", ...args], { cwd: project.folder });
};

describe("review", () => {
  it("says in words what a plan means", async () => {
    expect(await review(ADDED)).toEqual({
      code: 0,
      stdout:
        "fleet: access widens\n\nResources: 1 to change.\n\nWho gains or loses access:\n  - sensors gains 1 user: meter-1\n\nResources:\n  - change terraform_data.access_map\n",
      stderr: "",
    });
  });

  it("reads standard input, and needs no configuration", async () => {
    const { code, stdout } = await runCli(["review", "-"], { cwd: "/", stdin: REMOVED });
    expect(code).toBe(0);
    expect(stdout).toContain("fleet: access narrows");
  });

  it("ends with exit code 1 when access widens, if asked to", async () => {
    expect((await review(ADDED, "--exit-code")).code).toBe(1);
    expect((await review(REMOVED, "--exit-code")).code).toBe(0);
  });

  it("prints Markdown that begins with the stack's marker", async () => {
    const { stdout } = await review(ADDED, "--markdown");
    expect(stdout).toMatch(/^<!-- iot-auth review: fleet -->\n## `fleet`: access widens\n/);
    expect(stdout).toContain("- `sensors` gains 1 user: `meter-1`");
  });

  it("prints JSON for programs", async () => {
    const { stdout } = await review(ADDED, "--json");
    expect(JSON.parse(stdout)).toEqual({
      stack: "fleet",
      region: "eu-west-1",
      access: "widens",
      resources: { add: [], change: ["terraform_data.access_map"], replace: [], destroy: [], forget: [] },
      users: [{ name: "meter-1", after: { group: "sensors", disabled: false }, gains: true, loses: false }],
      userCounts: [],
      groups: [],
      warnings: [],
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

  it("lets nothing out of a plan but what it is about", async () => {
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
