import type { LoginAssumptions } from "./login-assumptions";
import type { LoginRequest } from "./login-request";
import { LoginRefusal } from "./login-request";

/** Looks up what a client says about its authorizer; undefined where it says nothing, or says it with an empty value. */
export type Parameters = (name: string) => string | undefined;

/** Names of the parameters that every authorizer has. The token's name is the authorizer's own. */
export const AUTHORIZER_NAME = "x-amz-customauthorizer-name";
export const TOKEN_SIGNATURE = "x-amz-customauthorizer-signature";

/**
 * Finds the authorizer's parameters where AWS lets clients put them: in the query string of the MQTT user name, in HTTP headers, in
 * the URL's query string. The first place that has one counts.
 *
 * Assumptions: in this order. Query strings are percent-decoded; `+` is a space in a URL, where clients must percent-encode a
 * signature, and itself in a user name, since AWS's own SDK sends bare base64 there over WebSocket
 * (`newWebsocketMqttBuilderWithCustomAuth` of aws-crt 1.33). Headers are taken as they are. In query strings a name in the very case counts
 * before the same in another case.
 * @param parameterCase whether names in query strings are found in another case @default "accept"
 * @throws LoginRefusal for a user name with two `?`, which AWS IoT Core refuses (aws-iot-device-sdk-java-v2#154)
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth.html
 * @example
 * findParameters(request)("x-amz-customauthorizer-name"); // "printers"
 */
export function findParameters(
  { mqtt, http }: LoginRequest,
  parameterCase: LoginAssumptions["parameterCase"] = "accept",
): Parameters {
  const [, userNameQuery, ...more] = (mqtt?.username ?? "").split("?");
  if (more.length > 0) {
    throw new LoginRefusal("the user name has more than one ?; AWS IoT Core refuses that. Put & between the others.");
  }
  const headers = new Map(Object.entries(http?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const inUserName = lookUp(new URLSearchParams(userNameQuery?.replaceAll("+", "%2B")), parameterCase);
  const inUrl = lookUp(new URLSearchParams(http?.queryString), parameterCase);
  return (name) => inUserName(name) || headers.get(name.toLowerCase()) || inUrl(name) || undefined;
}

function lookUp(query: URLSearchParams, parameterCase: LoginAssumptions["parameterCase"]): Parameters {
  return (name) => {
    const exact = query.get(name);
    if (exact || parameterCase === "ignore") return exact ?? undefined;
    const wanted = name.toLowerCase();
    return [...query].find(([given, value]) => value !== "" && given.toLowerCase() === wanted)?.[1];
  };
}

/**
 * The login name: what stands before the query string of the MQTT user name.
 * @example
 * loginName("printer-7?SDK=IoTDeviceSDK/JS"); // "printer-7"
 */
export function loginName(username: string): string {
  return username.split("?", 1)[0] ?? "";
}
