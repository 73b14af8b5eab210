import { PART_CHOICES, TASK_CHOICES } from "../../../cli/iam/choices";
import { PARTS } from "../../../infra/permissions/policy-subject";
import { TASKS } from "../../../infra/permissions/tasks";
import { type TestProject, testProject } from "../helpers/project";
import { runCli } from "../helpers/run-cli";

let project: TestProject;
afterEach(() => project.remove());

/** Runs `iot-auth iam-policy` in a project whose stack `fleet` has these settings. */
function iamPolicy(settings: string, ...argv: string[]) {
  project = testProject({
    config: `export default defineConfig({ name: "fleet", region: "eu-west-1", groups: { a: device() }, ${settings} });`,
  });
  return runCli(["iam-policy", ...argv], { cwd: project.folder });
}

const OWN = 'accountId: "123456789012"';
const BOUND = 'function: { permissionsBoundaryArn: "arn:aws:iam::123456789012:policy/bound" }';

describe("iam-policy", () => {
  it("offers all tasks and parts", async () => {
    expect([...TASK_CHOICES]).toEqual([...TASKS]);
    expect([...PART_CHOICES]).toEqual([...PARTS]);
    expect((await iamPolicy(OWN, "dploy")).stderr).toContain(`Allowed choices are ${TASKS.join(", ")}.`);
  });

  it("prints a policy and nothing else on standard output, with --json too", async () => {
    const { code, stdout, stderr } = await iamPolicy(OWN, "login");

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "TestLogins",
          Effect: "Allow",
          Action: ["iot:TestInvokeAuthorizer"],
          Resource: ["arn:aws:iot:eu-west-1:123456789012:authorizer/fleet"],
        },
      ],
    });
    project.remove();
    expect((await iamPolicy(OWN, "login", "--json")).stdout).toBe(stdout);
  });

  it("says that a command needs no permission, and prints no policy that AWS would refuse", async () => {
    expect(await iamPolicy(OWN, "connect", "endpoint")).toEqual({
      code: 0,
      stdout: "",
      stderr: "connect and endpoint: no permission in AWS is needed.\n",
    });
  });

  it("says what else a deployer can do, unless a permissions boundary limits it", async () => {
    expect((await iamPolicy(OWN, "deploy")).stderr).toBe(
      "An identity with this policy can give the function's role any permission, and deploy code that uses it; function.permissionsBoundaryArn limits that.\n",
    );
    project.remove();
    expect((await iamPolicy(`${OWN}, ${BOUND}`, "deploy")).stderr).toBe("");
  });

  it("names the identity that the policy is for, where two identities take part", async () => {
    const role = "arn:aws:iam::123456789012:role/deployer";
    const { stdout, stderr } = await iamPolicy(`assumeRole: { roleArn: "${role}" }`, "plan");

    expect(stdout).toContain("arn:aws:iot:eu-west-1:123456789012:authorizer/fleet");
    expect(stderr).toBe(
      `This is for the role ${role}. The identity that runs Terraform needs another policy: npx iot-auth iam-policy plan-caller\n`,
    );
  });

  it.each([
    [
      "",
      [],
      "must be given, got: nothing. Set accountId in iot-auth.config.ts, which also prevents a deploy to any other account, or give --account-id 123456789012.",
    ],
    [
      "",
      ["--account-id", "12"],
      'must be the 12 digits of an AWS account id, got: "12". Set accountId in iot-auth.config.ts, which also prevents a deploy to any other account, or give --account-id 123456789012.',
    ],
    [
      OWN,
      ["--account-id", "210987654321"],
      'must be the stage\'s own account 123456789012, got: "210987654321". Leave it out, or change the configuration.',
    ],
  ])("refuses to guess the account with %j and %j", async (settings, argv, message) => {
    expect(await iamPolicy(settings, "plan", ...argv)).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: \`--account-id\` ${message}\n`,
    });
  });

  it.each([
    ["--formerly", "*", "be the name of an authorizer: 1 to 128 of A-Z a-z 0-9 _ = , @ -"],
    ["--former-table", "fleet/*", "be the name of a table: 3 to 255 of A-Z a-z 0-9 _ . -"],
  ])("takes no wildcard as a name: %s %s", async (option, name, must) => {
    expect(await iamPolicy(OWN, "deploy", option, name)).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: \`${option}\` must ${must}, got: "${name}". Write the name as AWS shows it, without wildcards.\n`,
    });
  });

  it("includes former names and parts", async () => {
    const { stdout } = await iamPolicy(OWN, "deploy", "--formerly", "old", "older", "--also", "endpoint");
    expect(stdout).toContain("authorizer/old");
    expect(stdout).toContain("authorizer/older");
    expect(stdout).toContain("domainconfiguration/fleet/*");
  });
});
