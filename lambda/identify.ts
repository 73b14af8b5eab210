import { USER_NAME } from "./contract";
import { Refusal } from "./refusal";

/**
 * The login name in an MQTT user name field: everything before the first `?`.
 *
 * Clients append the authorizer's name and their SDK's version there, some even when they have nothing to say
 * (`printer-7?SDK=IoTDeviceSDK/JS`), and AWS IoT Core passes it all on.
 * @throws {Refusal} `no-credentials` for an empty name, `invalid-user-name` for one no user can have
 * @example identify("printer-7?x-amz-customauthorizer-name=cloudprnt") // "printer-7"
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth.html
 */
export function identify(userNameField: string): string {
  const end = userNameField.indexOf("?");
  const name = end === -1 ? userNameField : userNameField.slice(0, end);
  if (name === "") throw new Refusal("no-credentials");
  if (!USER_NAME.test(name)) throw new Refusal("invalid-user-name");
  return name;
}
