/**
 * Readings of AWS's documentation about logins that can go either way. The first value of each is the default.
 * @see docs/local-versus-aws.md
 */
export interface LoginAssumptions {
  /**
   * A refresh that fails, or whose answer is a refusal. "disconnect": ends the connection at once. "keep": the policy before goes on counting,
   * and the authorizer is asked again after the same time.
   */
  readonly failedRefresh: "disconnect" | "keep";
  /**
   * MQTT without ALPN at an endpoint with authentication type CUSTOM_AUTH and protocol SECURE_MQTT. AWS's pages say that how devices connect
   * to it is configurable, and that ALPN is for default endpoint configurations; an older one, that custom authentication is on port 443
   * with ALPN only. "accept": MQTT. "refuse": taken for HTTP, and answered 400.
   */
  readonly mqttWithoutAlpn: "accept" | "refuse";
  /**
   * A server name that is neither an endpoint's nor one of this computer's. AWS refuses it; "accept" takes it for the account's endpoint, since
   * a computer has many names.
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-troubleshooting.html
   */
  readonly unknownServerName: "accept" | "refuse";
  /**
   * Names of parameters in query strings in another case, such as `X-Amz-CustomAuthorizer-Name`, as the pages of AWS's older SDKs have them.
   * AWS's developer guide writes them in lower case and says nothing of others. "accept": the case makes no difference, as in headers.
   * "ignore": such a parameter is another one, so that the authorizer is not named.
   */
  readonly parameterCase: "accept" | "ignore";
  /**
   * A WebSocket client that offers the subprotocol `mqttv3.1` and not `mqtt`, as the AWS IoT Device SDK for JavaScript v1 does. AWS's pages
   * name `mqtt` alone. "accept": it is chosen. "refuse": 400.
   */
  readonly oldSubprotocol: "accept" | "refuse";
}

export const DEFAULT_LOGIN_ASSUMPTIONS: LoginAssumptions = {
  failedRefresh: "disconnect",
  mqttWithoutAlpn: "accept",
  unknownServerName: "accept",
  parameterCase: "accept",
  oldSubprotocol: "accept",
};
