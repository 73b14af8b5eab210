import type { IoTClientConfig, TestInvokeAuthorizerRequest } from "@aws-sdk/client-iot";
import type { LoginCredentials } from "../mqtt/login-arguments";
import { callFailure, failedCall } from "./explain-failure";
import { type PolicyAccess, policyAccess } from "./policy-access";

/** What is known of a connection besides who logs in. */
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
      /** Whether the function said so, or AWS IoT Core, before it was asked or because of what it answered. */
      readonly refusedBy: "function" | "aws";
      readonly because: string;
    };

const ACTION = "iot:TestInvokeAuthorizer";

/**
 * Asks AWS, or the stand-in, what the authorizer makes of a login.
 * @throws {CliError} if there is no answer to that question
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
      const because = "The function does not accept the login. Its log tells the reason.";
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

/** The request; what is not known of the connection is left out. */
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

/** Errors with which AWS answers the question: such a client would not get in. */
function refusal(error: unknown): string | undefined {
  const { code, message } = callFailure(error);
  if (code === "UnauthorizedException") return `AWS IoT Core refuses it before the function is asked: ${message}.`;
  if (code === "InvalidResponseException")
    return `The function gave no answer that AWS IoT Core takes: ${message}. Its log tells more.`;
  return undefined;
}
