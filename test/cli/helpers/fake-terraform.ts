import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shellArgument } from "../../../config/text";
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
  // A shell starts faster than Node.js.
  const script = `#!/bin/sh
case "$*" in
"output -json -no-color") answer=${shellArgument(stdout)} ;;
"state list -no-color") answer=${shellArgument(addresses.join("\n"))} ;;
*) exit 99 ;;
esac
case "$PWD" in
*${shellArgument(`cdktf.out/stacks/${stackName}`)}) ;;
*) exit 99 ;;
esac
printf %s "$answer"
printf %s ${shellArgument(stderr)} >&2
exit ${code}
`;
  writeFileSync(join(folder, "terraform"), script, { mode: 0o755 });
  return { PATH: folder };
}

/** Returns outputs as `terraform output -json` prints them. */
export function outputsJson(values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).map(([name, value]) => [name, { sensitive: false, type: "string", value }]);
  return JSON.stringify(Object.fromEntries(entries));
}
