import { IoTClient } from "@aws-sdk/client-iot";
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from "../../../local/control-plane/control-plane";
import { rsaKeyPair } from "../../helpers/ready-made";

export const ACCOUNT = "123456789012";
export const FUNCTION_ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:login`;

export const authorizerArn = (name: string) => `arn:aws:iot:us-east-1:${ACCOUNT}:authorizer/${name}`;

export const signingKey = rsaKeyPair();
export const PUBLIC_KEY = signingKey.publicKey.export({ type: "spki", format: "pem" }).toString();

/** Returns the input of CreateAuthorizer for an authorizer without signing. */
export const unsigned = (authorizerName: string) => ({
  authorizerName,
  authorizerFunctionArn: FUNCTION_ARN,
  signingDisabled: true,
});

const opened: { close(): unknown }[] = [];

/** Starts a control plane for a test; `closeAll` closes it. */
export async function start(
  options: ControlPlaneOptions = {},
): Promise<{ controlPlane: ControlPlane; iot: IoTClient }> {
  const controlPlane = await startControlPlane(options);
  opened.push(controlPlane);
  return { controlPlane, iot: clientFor(controlPlane.url) };
}

/** Returns the AWS SDK's client, which does not repeat calls; `closeAll` closes it. */
export function clientFor(endpoint: string, region = "us-east-1"): IoTClient {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" };
  const client = new IoTClient({ endpoint, region, credentials, maxAttempts: 1 });
  opened.unshift({ close: () => client.destroy() });
  return client;
}

export async function closeAll(): Promise<void> {
  for (const one of opened.splice(0)) {
    await one.close();
  }
}

/** Returns the error with which a call failed, as the AWS SDK reports it. */
export async function errorOf(
  call: Promise<unknown>,
): Promise<{ name: string; message: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error("the call succeeded");
}
