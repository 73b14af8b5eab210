import { fakeTerraform, outputsJson } from "../helpers/fake-terraform";
import { type TestProject, testProject } from "../helpers/project";
import { runCli } from "../helpers/run-cli";

const HOST = "abc123-ats.iot.eu-west-1.amazonaws.com";

let project: TestProject;
beforeEach(() => {
  project = testProject();
});
afterEach(() => project.remove());

const endpoint = (env: Record<string, string>, ...argv: string[]) =>
  runCli(["endpoint", ...argv], { cwd: project.folder, env });

describe("endpoint", () => {
  it("prints the host name from the applied stack's outputs", async () => {
    const env = fakeTerraform(project, "fleet", { stdout: outputsJson({ endpoint: HOST, authorizer_name: "fleet" }) });
    expect(await endpoint(env)).toEqual({ code: 0, stdout: `${HOST}\n`, stderr: "" });
    expect(JSON.parse((await endpoint(env, "--json")).stdout)).toEqual({
      endpoint: HOST,
      port: 443,
      alpn: "mqtt",
      authorizerName: "fleet",
    });
  });

  it("prints the port of the local AWS IoT Core, into which a stack was deployed", async () => {
    const outputs = outputsJson({ endpoint: "localhost:18543", authorizer_name: "fleet" });
    const env = fakeTerraform(project, "fleet", { stdout: outputs });
    expect((await endpoint(env)).stdout).toBe("localhost:18543\n");
    expect(JSON.parse((await endpoint(env, "--json")).stdout)).toMatchObject({ endpoint: "localhost", port: 18543 });
  });

  it.each(["authorizer: { setAsDefault: true }", "endpoint: {}"])(
    "says so where the authorizer need not be named: %s",
    async (setting) => {
      project.remove();
      project = testProject({
        config: `export default defineConfig({ name: "fleet", region: "eu-west-1", ${setting}, groups: { a: device() } });`,
      });
      const env = fakeTerraform(project, "fleet", {
        stdout: outputsJson({ endpoint: HOST, authorizer_name: "fleet" }),
      });
      expect(JSON.parse((await endpoint(env, "--json")).stdout).authorizerName).toBeNull();
    },
  );

  it.each([
    [{ stdout: "{}\n" }, "Stack fleet is not applied. Run: npx cdktf deploy"],
    [
      { code: 1, stderr: '╷\n│ Error: Backend initialization required, please run "terraform init"\n│ \n' },
      "Terraform is not initialized in cdktf.out/stacks/fleet. Run: terraform -chdir=cdktf.out/stacks/fleet init",
    ],
    [
      { code: 1, stderr: "╷\n│ Error: Failed to load state: AccessDenied\n│ \n│ more\n" },
      "terraform output failed in cdktf.out/stacks/fleet: Error: Failed to load state: AccessDenied",
    ],
    [{ code: 1 }, "terraform output failed in cdktf.out/stacks/fleet: it printed no error"],
  ])("fails with exit code 3 when terraform answers %j", async (answer, message) => {
    const env = fakeTerraform(project, "fleet", answer);
    expect(await endpoint(env)).toEqual({ code: 3, stdout: "", stderr: `error: ${message}\n` });
  });

  it("fails with exit code 3 where the stack was never synthesized", async () => {
    expect(await endpoint({})).toEqual({
      code: 3,
      stdout: "",
      stderr:
        "error: There is no cdktf.out/stacks/fleet, so stack fleet was never applied from here. Run: npx cdktf deploy\n",
    });
  });

  it("fails with exit code 3 where terraform is missing", async () => {
    fakeTerraform(project, "fleet", {});
    expect(await endpoint({ PATH: project.folder })).toEqual({
      code: 3,
      stdout: "",
      stderr:
        "error: terraform, which reads the stack's outputs, was not found. Install it, or name it in TERRAFORM_BINARY_NAME\n",
    });
    expect((await endpoint({ PATH: project.folder, TERRAFORM_BINARY_NAME: "tofu" })).stderr).toContain(
      "tofu, which reads the stack's outputs, was not found",
    );
  });

  it("asks for a stage where there are several", async () => {
    project.remove();
    project = testProject({
      config:
        'export default defineConfig({ name: "fleet", region: "eu-west-1", groups: { a: device() }, stages: { dev: {}, prod: {} } });',
    });
    const env = fakeTerraform(project, "fleet-prod", { stdout: outputsJson({ endpoint: HOST, authorizer_name: "x" }) });
    expect((await endpoint(env)).stderr).toContain("There are several: dev, prod.");
    expect((await endpoint(env, "--stage", "prod")).stdout).toBe(`${HOST}\n`);
    expect((await endpoint(env, "--stage", "prd")).stderr).toContain('Did you mean "prod"?');
  });
});
