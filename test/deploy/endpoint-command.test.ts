import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestProject, testProject } from "../cli/helpers/project";
import { runCli } from "../cli/helpers/run-cli";
import { describeWith } from "../helpers/needs";
import { run as runProgram } from "../helpers/run";

const HOST = "abc123-ats.iot.eu-west-1.amazonaws.com";

let project: TestProject;
beforeEach(() => {
  project = testProject();
});
afterEach(() => project.remove());

const endpoint = (env: Record<string, string>, ...argv: string[]) =>
  runCli(["endpoint", ...argv], { cwd: project.folder, env });

describeWith(["terraform"], "endpoint with the real terraform", () => {
  it("has different answers for a stack that is not initialized, not applied and applied", async () => {
    const folder = join(project.folder, "cdktf.out", "stacks", "fleet");
    mkdirSync(folder, { recursive: true });
    const stack = {
      terraform: { backend: { local: { path: "../../../fleet.tfstate" } } },
      output: { endpoint: { value: HOST }, authorizer_name: { value: "fleet" } },
    };
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(stack));
    const env = { PATH: process.env.PATH ?? "" };

    expect((await endpoint(env)).stderr).toBe(
      "error: Terraform is not initialized in cdktf.out/stacks/fleet. Run: terraform -chdir=cdktf.out/stacks/fleet init\n",
    );
    await runProgram("terraform", ["init"], { cwd: folder });
    expect((await endpoint(env)).stderr).toBe("error: Stack fleet is not applied. Run: npx cdktf deploy\n");
    await runProgram("terraform", ["apply", "-auto-approve"], { cwd: folder });
    expect((await endpoint(env)).stdout).toBe(`${HOST}\n`);
  });
});
