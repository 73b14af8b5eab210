import { join } from "node:path";
import { cdktf } from "../../../config/text";
import { packageFunction } from "../../../infra/packaging/package-function";
import { loadStack } from "../../../infra/synthesis/load-stack";
import { HANDLER, LIMITS } from "../../../lambda/contract";
import type { FunctionConfiguration } from "../api";
import { type Check, failed, ok, type Subject, skipped, warning } from "../doctor-check";

const REPOSITORY = join(__dirname, "..", "..", "..");
const deploy = () => `Deploy again: ${cdktf("deploy")}`;
/** Path of the package that the synthesis writes, in the stack's folder. */
const PACKAGE = "assets/function_zip_F11B1A18/package/function.zip";

/** Checks that the function exists, can run, and is the one that a deploy would upload. */
export const lambdaFunction: Check = {
  name: "function",
  actions: ["lambda:GetFunctionConfiguration"],
  async run(subject) {
    if (subject.standIn) return skipped("the stand-in runs the function without AWS Lambda's API");
    const { stackName } = subject.stack;
    const found = await subject.api.functionConfiguration(stackName);
    if (found === undefined) return failed(`there is no function ${stackName}`, deploy());
    return (
      unable(found) ?? (await outdated(subject, found)) ?? ok(`${stackName} is active, and what would be deployed`)
    );
  },
};

function unable({ State, StateReason, LastUpdateStatus, LastUpdateStatusReason }: FunctionConfiguration) {
  // AWS Lambda makes a function Inactive when it was not called for weeks, and Active again at the next call.
  if (State !== undefined && State !== "Active" && State !== "Inactive") {
    const finding = State === "Pending" ? warning : failed;
    return finding(`its state is ${State}${because(StateReason)}`, State === "Pending" ? "Wait a minute." : deploy());
  }
  if (LastUpdateStatus === "Failed")
    return failed(`its last update failed${because(LastUpdateStatusReason)}`, deploy());
  return LastUpdateStatus === "InProgress" ? warning("an update is in progress", "Wait a minute.") : undefined;
}

const because = (reason: string | undefined): string => (reason ? `: ${reason.replace(/\.$/, "")}` : "");

async function outdated({ stack, project }: Subject, found: FunctionConfiguration) {
  const { settings, stackName } = stack;
  const loaded = await loadStack(stack, project.configFolder);
  const cache = join(REPOSITORY, ".iot-auth", "cache");
  const { sha256 } = await packageFunction(REPOSITORY, cache, loaded.packageInput);
  const isOurs = found.CodeSha256 === sha256;
  const differences = [
    ...(isOurs ? [] : ["its code, users or groups"]),
    ...different("handler", found.Handler, HANDLER),
    ...different("runtime", found.Runtime, settings.function.runtime),
    ...different("architecture", found.Architectures?.[0], settings.function.architecture),
    ...different("memory", found.MemorySize, settings.function.memorySize),
    ...different("timeout", found.Timeout, LIMITS.functionTimeoutSeconds),
    ...different("role", found.Role?.split("/").at(-1), `${stackName}-${settings.region}`),
  ];
  if (differences.length === 0) return undefined;
  return warning(
    `it differs from what would be deployed: ${differences.join(", ")}`,
    isOurs ? `See what: ${cdktf("diff")}. ${deploy()}` : codeRemedy(stackName, settings.region),
  );
}

/** The AWS provider compares the package with the one that it uploaded last, not with the deployed code. */
function codeRemedy(stackName: string, region: string): string {
  const upload = `aws lambda update-function-code --region ${region} --function-name ${stackName}`;
  return (
    `See what: ${cdktf("diff")}. If it shows the function: ${cdktf("deploy")}. If it shows nothing, the code was uploaded outside Terraform, which Terraform does ` +
    `not see; to upload this project's package: ${upload} --zip-file fileb://cdktf.out/stacks/${stackName}/${PACKAGE}`
  );
}

function different(what: string, is: string | number | undefined, shouldBe: string | number): string[] {
  return is === shouldBe ? [] : [`${what} (${is ?? "none"} instead of ${shouldBe})`];
}
