import { shellCommand } from "../../config/text";
import type { SignedToken } from "./issue-token";

/** A token, and the user, authorizer, endpoint and topic that it is used with. */
export interface TokenUse extends SignedToken {
  readonly user: string;
  readonly authorizerName: string;
  readonly tokenKeyName: string;
  /** Host name of the MQTT endpoint. */
  readonly endpoint: string;
  readonly region: string;
  /** A client id that the user may use. */
  readonly clientId: string;
  /** A topic the user may publish to over HTTP, if there is one. */
  readonly topic?: string;
}

/** A token in the forms that clients expect, ready to paste. */
export interface PasteForms {
  /** The MQTT user name; no password is needed. */
  readonly mqttUserName: string;
  /** The address for MQTT over WebSocket. */
  readonly webSocketUrl: string;
  /** A line for a POSIX shell that publishes a message over HTTPS. */
  readonly curl?: string;
  /** A line for a POSIX shell that calls AWS's TestInvokeAuthorizer with the token. */
  readonly testInvoke: string;
}

/**
 * Returns a token in the forms for MQTT, WebSocket, HTTPS and the AWS CLI. In a query string the signature is
 * percent-encoded, because a bare `+` means a space there. In a header it is not encoded.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth.html
 */
export function pasteForms(use: TokenUse): PasteForms {
  const { user, authorizerName, tokenKeyName, token, signature, endpoint, region, clientId, topic } = use;
  const query = Object.entries({
    "x-amz-customauthorizer-name": authorizerName,
    "x-amz-customauthorizer-signature": signature,
    [tokenKeyName]: token,
  })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  return {
    mqttUserName: `${user}?${query}`,
    webSocketUrl: `wss://${endpoint}/mqtt?${query}`,
    ...(topic === undefined ? {} : { curl: curlLine(topic, use) }),
    testInvoke: shellCommand([
      ...["aws", "iot", "test-invoke-authorizer", "--region", region, "--authorizer-name", authorizerName],
      ...["--token", token, "--token-signature", signature],
      ...["--mqtt-context", JSON.stringify({ username: user, clientId })],
    ]),
  };
}

function curlLine(topic: string, { authorizerName, tokenKeyName, token, signature, endpoint }: TokenUse): string {
  const path = topic.split("/").map(encodeURIComponent).join("/");
  const headers = [
    `x-amz-customauthorizer-name: ${authorizerName}`,
    `x-amz-customauthorizer-signature: ${signature}`,
    `${tokenKeyName}: ${token}`,
  ];
  return shellCommand([
    ...["curl", `https://${endpoint}/topics/${path}?qos=1`, "--data", "hello"],
    ...headers.flatMap((header) => ["--header", header]),
  ]);
}
