/**
 * Assumptions about logins, where AWS's documentation can be read in two ways. The first value of each is the default.
 * @see docs/local-versus-aws.md
 */
export interface LoginAssumptions {
  /**
   * A refresh that fails, or whose answer is a refusal. "disconnect": ends the connection at once. "keep": the old
   * policy stays in force, and the authorizer is called again after the same time.
   */
  readonly failedRefresh: "disconnect" | "keep";
  /**
   * MQTT without ALPN at an endpoint with authentication type CUSTOM_AUTH and protocol SECURE_MQTT. AWS's pages say
   * that the way in which devices connect to such an endpoint is configurable, and that ALPN is for default endpoint
   * configurations; an older page says that custom authentication needs port 443 and ALPN. "accept": treated as MQTT.
   * "refuse": treated as HTTP, and answered 400.
   */
  readonly mqttWithoutAlpn: "accept" | "refuse";
  /**
   * A server name that is neither an endpoint's nor one of this computer's. AWS refuses it. "accept": treated as the
   * account's endpoint, since a computer may have many names. "refuse": refused.
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-troubleshooting.html
   */
  readonly unknownServerName: "accept" | "refuse";
  /**
   * Names of parameters in query strings in another case, such as `X-Amz-CustomAuthorizer-Name`, as the pages of AWS's
   * older SDKs write them. AWS's developer guide writes them in lower case and does not mention other spellings.
   * "accept": the case makes no difference, as in headers. "ignore": such a parameter is not recognized, so that it
   * names no authorizer.
   */
  readonly parameterCase: "accept" | "ignore";
  /**
   * A WebSocket client that offers the subprotocol `mqttv3.1` and not `mqtt`, as the AWS IoT Device SDK for JavaScript v1 does. AWS's pages
   * name only `mqtt`. "accept": the server chooses `mqttv3.1`. "refuse": the server answers 400.
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
