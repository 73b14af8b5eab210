import type { IoTClientConfig, TestInvokeAuthorizerRequest } from "@aws-sdk/client-iot";
import type { LoginCredentials } from "../mqtt/login-arguments";
import { callFailure, failedCall } from "./explain-failure";
import { type PolicyAccess, policyAccess } from "./policy-access";

/** What is known of a connection besides its credentials. */
export interface LoginContext {
  readonly clientId?: string;
  readonly http?: { readonly headers?: Readonly<Record<string, string>>; readonly queryString?: string };
  readonly serverName?: string;
}

/** How a login ended. */
export type LoginOutcome =
  | {
      readonly allowed: true;
      readonly principalId: string;
      readonly refreshAfterSeconds: number;
      readonly disconnectAfterSeconds: number;
      readonly access: readonly PolicyAccess[];
      readonly policyDocuments: readonly unknown[];
    }
  | {
      readonly allowed: false;
      /** `aws`: AWS IoT Core refused the login before it invoked the function, or because of the function's answer. */
      readonly refusedBy: "function" | "aws";
      readonly because: string;
    };

const ACTION = "iot:TestInvokeAuthorizer";

/**
 * Asks AWS, or the stand-in, whether the authorizer accepts a login and what it allows.
 * @throws {CliError} if the call fails for a reason other than a refused login
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_TestInvokeAuthorizer.html
 */
export async function testInvoke(
  settings: IoTClientConfig,
  authorizerName: string,
  credentials: LoginCredentials,
  context: LoginContext,
): Promise<LoginOutcome> {
  const { IoTClient, TestInvokeAuthorizerCommand } = await import("@aws-sdk/client-iot");
  const client = new IoTClient(settings);
  try {
    const request = testRequest(authorizerName, credentials, context);
    const answer = await client.send(new TestInvokeAuthorizerCommand(request));
    if (!answer.isAuthenticated) {
      const because = "The function does not accept the login. Its log has the reason.";
      return { allowed: false, refusedBy: "function", because };
    }
    const documents = answer.policyDocuments ?? [];
    return {
      allowed: true,
      principalId: answer.principalId ?? "",
      refreshAfterSeconds: answer.refreshAfterInSeconds ?? 0,
      disconnectAfterSeconds: answer.disconnectAfterInSeconds ?? 0,
      access: policyAccess(documents),
      policyDocuments: documents.map((document) => JSON.parse(document) as unknown),
    };
  } catch (error) {
    const because = refusal(error);
    if (because !== undefined) return { allowed: false, refusedBy: "aws", because };
    throw failedCall(error, ACTION);
  } finally {
    client.destroy();
  }
}

/** Builds the request without the fields that are not known of the connection. */
export function testRequest(
  authorizerName: string,
  { username, password, token }: LoginCredentials,
  { clientId, http, serverName }: LoginContext,
): TestInvokeAuthorizerRequest {
  const mqtt = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(clientId === undefined ? {} : { clientId }),
  };
  return {
    authorizerName,
    ...(token ? { token: token.value, tokenSignature: token.signature } : {}),
    ...(Object.keys(mqtt).length > 0 ? { mqttContext: mqtt } : {}),
    ...(http ? { httpContext: { ...http } } : {}),
    ...(serverName === undefined ? {} : { tlsContext: { serverName } }),
  };
}

/** The reason, if AWS answers with an error that means a refused login; else `undefined`. */
function refusal(error: unknown): string | undefined {
  const { code, message } = callFailure(error);
  if (code === "UnauthorizedException")
    return `AWS IoT Core refuses the login before it invokes the function: ${message}.`;
  if (code === "InvalidResponseException")
    return `AWS IoT Core does not accept the function's answer: ${message}. The function's log has more.`;
  return undefined;
}
