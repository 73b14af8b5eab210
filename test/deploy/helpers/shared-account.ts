import { run } from "../../helpers/run";
import type { Checkout } from "./checkout";
import { REGION, type Sandbox, startSandbox } from "./sandbox";

/** An account whose default authorizer belongs to somebody else, and a stack that takes it over. */
export interface SharedAccount {
  readonly sandbox: Sandbox;
  readonly checkout: Checkout;
  /** The stack's folder. */
  readonly folder: string;
  /** What was ever wrong with the default: pointing at nothing, or missing. Empty if all was well. */
  readonly violations: string[];
  authorizers(): string[];
}

export const STACK = "devices";

/** The stack's settings with `authorizer` settings of choice. */
export function sharedStackSettings(authorizer = "setAsDefault: true, takeOver: true"): string {
  return `name: "${STACK}", region: "${REGION}", authorizer: { ${authorizer} }, groups: { devices: device() }`;
}

/** Starts it, with the authorizer `theirs` as default. Every call is watched for a default that is gone or missing. */
export async function startSharedAccount(): Promise<SharedAccount> {
  const sandbox = await startSandbox();
  const iot = async (...args: string[]): Promise<void> => {
    const { code, output } = await run("aws", ["iot", ...args], { env: sandbox.terraform.env });
    if (code !== 0) throw new Error(output);
  };
  const theirFunction = `arn:aws:lambda:${REGION}:123456789012:function:theirs`;
  await iot(
    "create-authorizer",
    "--authorizer-name",
    "theirs",
    "--authorizer-function-arn",
    theirFunction,
    "--signing-disabled",
    "--status",
    "ACTIVE",
  );
  await iot("set-default-authorizer", "--authorizer-name", "theirs");

  const checkout = await sandbox.checkout(sharedStackSettings());
  await checkout.synth();
  const violations: string[] = [];
  const authorizers = (): string[] => [...sandbox.controlPlane.store.region(REGION).authorizers.keys()].sort();
  sandbox.intercept = (call) => {
    const name = sandbox.defaultAuthorizer();
    if (name === undefined) violations.push(`no default before ${call.operation}`);
    else if (!authorizers().includes(name)) violations.push(`default ${name} is gone before ${call.operation}`);
    return "pass";
  };
  return { sandbox, checkout, folder: checkout.stackFolder(STACK), violations, authorizers };
}
