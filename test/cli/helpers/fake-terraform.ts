import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "./project";

/** What the stand-in for the terraform program does. */
export interface FakeTerraform {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
}

/**
 * Puts a program called `terraform` into a folder of the project, and a synthesized stack.
 * @returns an environment in which it is found, and nothing else is
 */
export function fakeTerraform(project: TestProject, stackName: string, answer: FakeTerraform): Record<string, string> {
  const { stdout = "{}", stderr = "", code = 0 } = answer;
  mkdirSync(join(project.folder, "cdktf.out", "stacks", stackName), { recursive: true });
  const folder = join(project.folder, "bin");
  mkdirSync(folder, { recursive: true });
  const script = `#!${process.execPath}
const expected = JSON.stringify(["output", "-json", "-no-color"]);
if (JSON.stringify(process.argv.slice(2)) !== expected || !process.cwd().endsWith(${JSON.stringify(`cdktf.out/stacks/${stackName}`)})) process.exit(99);
process.stdout.write(${JSON.stringify(stdout)});
process.stderr.write(${JSON.stringify(stderr)});
process.exitCode = ${code};
`;
  writeFileSync(join(folder, "terraform"), script, { mode: 0o755 });
  return { PATH: folder };
}

/** Outputs as `terraform output -json` prints them. */
export function outputsJson(values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).map(([name, value]) => [name, { sensitive: false, type: "string", value }]);
  return JSON.stringify(Object.fromEntries(entries));
}
