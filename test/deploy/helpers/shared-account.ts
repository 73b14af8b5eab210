import { CreateAuthorizerCommand, IoTClient, SetDefaultAuthorizerCommand } from "@aws-sdk/client-iot";
import type { Checkout } from "./checkout";
import { REGION, type Sandbox, startSandbox } from "./sandbox";

/** An account whose default authorizer belongs to another owner, and a stack that takes the default over. */
export interface SharedAccount {
  readonly sandbox: Sandbox;
  readonly checkout: Checkout;
  /** The stack's folder. */
  readonly folder: string;
  /** Calls before which the default was missing or named an authorizer that did not exist. Empty if there were none. */
  readonly violations: string[];
  authorizers(): string[];
}

export const STACK = "devices";

/** Returns the stack's settings. @param authorizer Text of the `authorizer` settings */
export function sharedStackSettings(authorizer = "setAsDefault: true, takeOver: true"): string {
  return `name: "${STACK}", region: "${REGION}", authorizer: { ${authorizer} }, groups: { devices: device() }`;
}

/** Starts an account with the default authorizer `theirs`. Before every call, the default is checked. */
export async function startSharedAccount(): Promise<SharedAccount> {
  const sandbox = await startSandbox();
  const iot = new IoTClient({
    endpoint: sandbox.controlPlane.url,
    region: REGION,
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
  });
  const theirs = {
    authorizerName: "theirs",
    authorizerFunctionArn: `arn:aws:lambda:${REGION}:123456789012:function:theirs`,
    signingDisabled: true,
    status: "ACTIVE",
  } as const;
  await iot.send(new CreateAuthorizerCommand(theirs));
  await iot.send(new SetDefaultAuthorizerCommand({ authorizerName: "theirs" }));
  iot.destroy();

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
