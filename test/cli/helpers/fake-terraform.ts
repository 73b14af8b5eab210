import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DEPLOYED } from "../doctor/healthy-subject";
import type { TestProject } from "./project";

/** Output and exit code of the program that replaces terraform. */
export interface FakeTerraform {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
  /** Addresses in the stack's state. @default - every resource that has a name in AWS */
  readonly addresses?: readonly string[];
}

/**
 * Writes a program called `terraform` into a folder of the project, and a synthesized stack.
 * @returns an environment whose PATH has only this program
 */
export function fakeTerraform(project: TestProject, stackName: string, answer: FakeTerraform): Record<string, string> {
  const { stdout = "{}", stderr = "", code = 0, addresses = DEPLOYED } = answer;
  mkdirSync(join(project.folder, "cdktf.out", "stacks", stackName), { recursive: true });
  const folder = join(project.folder, "bin");
  mkdirSync(folder, { recursive: true });
  const script = `#!${process.execPath}
const command = process.argv.slice(2).join(" ");
const answers = { "output -json -no-color": ${JSON.stringify(stdout)}, "state list -no-color": ${JSON.stringify(addresses.join("\n"))} };
if (answers[command] === undefined || !process.cwd().endsWith(${JSON.stringify(`cdktf.out/stacks/${stackName}`)})) process.exit(99);
process.stdout.write(answers[command]);
process.stderr.write(${JSON.stringify(stderr)});
process.exitCode = ${code};
`;
  writeFileSync(join(folder, "terraform"), script, { mode: 0o755 });
  return { PATH: folder };
}

/** Returns outputs as `terraform output -json` prints them. */
export function outputsJson(values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).map(([name, value]) => [name, { sensitive: false, type: "string", value }]);
  return JSON.stringify(Object.fromEntries(entries));
}
