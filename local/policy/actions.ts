import { matchGlob, parseGlob } from "./matching/match-pattern";

/**
 * Actions that decide what an MQTT or HTTP client may do.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html
 */
export type IotAction =
  | "iot:Connect"
  | "iot:DeleteConnection"
  | "iot:GetRetainedMessage"
  | "iot:ListRetainedMessages"
  | "iot:Publish"
  | "iot:Receive"
  | "iot:RetainPublish"
  | "iot:Subscribe";

/**
 * Whether an `Action` entry of a policy covers an action. Case does not matter; `*` and `?` are wildcards.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 * @example
 * actionMatches("iot:*", "iot:Publish"); // true
 * actionMatches("IOT:publish", "iot:Publish"); // true
 */
export function actionMatches(pattern: string, action: IotAction): boolean {
  return matchGlob(parseGlob(pattern.toLowerCase()), action.toLowerCase());
}
