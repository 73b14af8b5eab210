import { CliError } from "../errors";
import type { Io } from "../io";
import { whileBusy } from "../terminal/busy";
import { askTerraform } from "./stack-outputs";

/**
 * Addresses of the resources that Terraform has in a stack's state: `terraform state list` in `cdktf.out/stacks/<stack>`. Empty where there is no
 * state yet.
 * @throws {CliError} if the stack was not synthesized, or terraform is missing or fails
 * @example await stackState(configFolder, "cloudprnt", io) // Set { "aws_iam_role.authorizer", … }
 */
export async function stackState(configFolder: string, stackName: string, io: Io): Promise<ReadonlySet<string>> {
  const list = () => askTerraform(configFolder, stackName, ["state", "list"], io);
  try {
    const printed = await whileBusy(io, "Reading the stack's state", list);
    return new Set(printed.split(/\r?\n/).filter((line) => line !== ""));
  } catch (error) {
    if (error instanceof CliError && error.message.includes("No state file was found")) return new Set();
    throw error;
  }
}
