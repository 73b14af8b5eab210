import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { cdktf } from "../../config/text";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";
import { whileBusy } from "../terminal/busy";

/** Outputs of an applied stack, by their names. */
export type StackOutputs = Readonly<Record<string, string>>;

/**
 * Reads the outputs of an applied stack with `terraform output -json` in `cdktf.out/stacks/<stack>`. `TERRAFORM_BINARY_NAME` can name another
 * program in place of `terraform`, as for `cdktf`.
 * @param otherwise What to do without the outputs, for the error message: `or give --endpoint HOST`
 * @throws {CliError} if the stack was not synthesized or not applied, or terraform is missing or fails
 */
export async function stackOutputs(
  configFolder: string,
  stackName: string,
  io: Io,
  otherwise = "",
): Promise<StackOutputs> {
  const read = () => askTerraform(configFolder, stackName, ["output", "-json"], io, otherwise);
  const outputs = JSON.parse(await whileBusy(io, "Reading the stack's outputs", read)) as Record<
    string,
    { value: unknown }
  >;
  if (Object.keys(outputs).length === 0)
    throw notReady(`Stack ${stackName} is not applied. Run: ${cdktf("deploy")}`, otherwise);
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, String(value)]));
}

/**
 * Runs terraform in the folder of a stack.
 * @param args A command that changes nothing: `["state", "list"]`
 * @param otherwise What to do without its output, for the error message
 * @returns The standard output of terraform
 * @throws {CliError} if the stack was not synthesized, or terraform is missing or fails
 */
export async function askTerraform(
  configFolder: string,
  stackName: string,
  args: readonly string[],
  io: Io,
  otherwise = "",
): Promise<string> {
  const folder = join(configFolder, "cdktf.out", "stacks", stackName);
  const place = relative(io.cwd, folder) || ".";
  if (!existsSync(folder)) {
    throw notReady(
      `There is no ${place}, so stack ${stackName} was never applied from here. Run: ${cdktf("deploy")}`,
      otherwise,
    );
  }
  const program = terraformProgram(io);
  return new Promise((resolve, reject) => {
    execFile(
      program,
      [...args, "-no-color"],
      { cwd: folder, env: { ...io.env, TF_IN_AUTOMATION: "1" } as NodeJS.ProcessEnv },
      (error, stdout, stderr) =>
        error ? reject(notReady(explain(error, stderr, `${program} ${args[0]}`, place), otherwise)) : resolve(stdout),
    );
  });
}

/** Returns the program to run as terraform. */
export function terraformProgram({ env }: Pick<Io, "env">): string {
  return env.TERRAFORM_BINARY_NAME ?? "terraform";
}

function explain(error: { code?: unknown }, stderr: string, command: string, place: string): string {
  const [program] = command.split(" ");
  if (error.code === "ENOENT") {
    return `${program}, which reads the stack's outputs, was not found. Install it, or name it in TERRAFORM_BINARY_NAME`;
  }
  if (/initialization required|init" (again )?to|terraform init/i.test(stderr)) {
    return `Terraform is not initialized in ${place}. Run: ${program} -chdir=${place} init`;
  }
  return `${command} failed in ${place}: ${firstError(stderr)}`;
}

/** Returns the first error in Terraform's output, without the lines that Terraform draws around it. */
function firstError(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.replace(/^[\s│╷╵|]+/, "").trim());
  return lines.find((line) => line.startsWith("Error")) ?? lines.find((line) => line !== "") ?? "it printed no error";
}

function notReady(what: string, otherwise: string): CliError {
  return new CliError(otherwise === "" ? what : `${what}, ${otherwise}`, EXIT.notReady);
}
