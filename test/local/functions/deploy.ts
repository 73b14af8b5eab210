import { DeployedFunction, type FunctionSettings, type RunOptions } from "../../../local/functions/deployed-function";
import { makeZip } from "./make-zip";

export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:login";

const open: DeployedFunction[] = [];

/** Deploys a function whose `index.js` has this text. `closeDeployed` closes it. */
export async function deploy(
  code: string,
  options: RunOptions = {},
  settings: Partial<FunctionSettings> = {},
): Promise<DeployedFunction> {
  const zip = settings.zip ?? (await makeZip({ "index.js": code }));
  const deployed = new DeployedFunction(
    { functionArn: FUNCTION_ARN, functionName: "login", handler: "index.handler", ...settings, zip },
    options,
  );
  open.push(deployed);
  return deployed;
}

/** Closes all functions that `deploy` has made. */
export async function closeDeployed(): Promise<void> {
  await Promise.all(open.splice(0).map((one) => one.close()));
}
