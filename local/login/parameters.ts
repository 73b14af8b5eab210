import type { LoginAssumptions } from "./login-assumptions";
import type { LoginRequest } from "./login-request";
import { LoginRefusal } from "./login-request";

/** Returns the value of a parameter that the client sent; undefined if it is missing or empty. */
export type Parameters = (name: string) => string | undefined;

/**
 * Names of the parameters that are the same for every authorizer. The token's parameter is the authorizer's
 * `tokenKeyName`.
 */
export const AUTHORIZER_NAME = "x-amz-customauthorizer-name";
export const TOKEN_SIGNATURE = "x-amz-customauthorizer-signature";

/**
 * Finds the authorizer's parameters in the places that AWS documents: the query string of the MQTT user name, HTTP
 * headers, and the URL's query string. If several places have a parameter, the first of them counts.
 *
 * Assumptions: the order of the places. Query strings are percent-decoded. `+` is a space in a URL, where clients must
 * percent-encode a signature, but `+` itself in a user name, since AWS's own SDK sends unencoded base64 there over
 * WebSocket (`newWebsocketMqttBuilderWithCustomAuth` of aws-crt 1.33). Headers are not decoded. In query strings a name
 * in exactly the requested case has precedence over the same name in another case.
 * @param parameterCase whether names in query strings are also found in another case @default "accept"
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
    throw new LoginRefusal("the user name has more than one ?; AWS IoT Core refuses that. Separate parameters with &.");
  }
  const inUserName = lookUp(userNameQuery?.replaceAll("+", "%2B"), parameterCase);
  if (http === undefined) return (name) => inUserName(name) || undefined;
  const headers = new Map(Object.entries(http.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const inUrl = lookUp(http.queryString, parameterCase);
  return (name) => inUserName(name) || headers.get(name.toLowerCase()) || inUrl(name) || undefined;
}

/** Most clients send no query string, and reading an empty one takes as long as the choice of the authorizer. */
const inNothing: Parameters = () => undefined;

function lookUp(queryString: string | undefined, parameterCase: LoginAssumptions["parameterCase"]): Parameters {
  if (!queryString) return inNothing;
  const query = new URLSearchParams(queryString);
  return (name) => {
    const exact = query.get(name);
    if (exact || parameterCase === "ignore") return exact ?? undefined;
    const wanted = name.toLowerCase();
    return [...query].find(([given, value]) => value !== "" && given.toLowerCase() === wanted)?.[1];
  };
}

/**
 * Returns the login name: the MQTT user name without its query string.
 * @example
 * loginName("printer-7?SDK=IoTDeviceSDK/JS"); // "printer-7"
 */
export function loginName(username: string): string {
  return username.split("?", 1)[0] ?? "";
}
