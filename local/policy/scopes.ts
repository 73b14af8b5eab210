import type { IotAction } from "./actions";
import { type AwsAccount, clientArn, topicArn, topicFilterArn } from "./arns";

/** An action and the ARN of its resource. */
export interface Scope {
  readonly action: IotAction;
  readonly resource: string;
}

/**
 * The resource of a subscription to `$share/<group>/<filter>`: `whole` is `topicfilter/$share/<group>/<filter>`,
 * `filter` is `topicfilter/<filter>`.
 */
export type SharedSubscriptionResource = "whole" | "filter";

/**
 * Returns the permission that a CONNECT needs. With a Will it also needs `publishScope`, and `retainPublishScope` if
 * the Will is retained.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/retained-message-policy-examples.html
 * @example
 * connectScope(account, "printer-7").resource; // "arn:aws:iot:us-east-1:123456789012:client/printer-7"
 */
export function connectScope(account: AwsAccount, clientId: string): Scope {
  return { action: "iot:Connect", resource: clientArn(account, clientId) };
}

/**
 * Returns the permission that a PUBLISH needs.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html
 * @example
 * publishScope(account, "a/b"); // { action: "iot:Publish", resource: "arn:aws:iot:us-east-1:123456789012:topic/a/b" }
 */
export function publishScope(account: AwsAccount, topic: string): Scope {
  return { action: "iot:Publish", resource: topicArn(account, topic) };
}

/**
 * Returns the permission that a PUBLISH with the RETAIN flag needs besides `publishScope`.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html
 * @example
 * retainPublishScope(account, "a/b").action; // "iot:RetainPublish"
 */
export function retainPublishScope(account: AwsAccount, topic: string): Scope {
  return { action: "iot:RetainPublish", resource: topicArn(account, topic) };
}

/**
 * Returns the permission that one topic filter of a SUBSCRIBE needs.
 *
 * Assumption: a shared subscription needs its whole filter (`whole`). No AWS page says so, but the policy that AWS
 * publishes with its SDK's shared subscription sample names `topicfilter/$share/*` followed by the filter.
 * @see https://github.com/aws/aws-iot-device-sdk-python-v2/blob/main/samples/mqtt5_shared_subscription.md
 * @example
 * subscribeScope(account, "$share/workers/jobs/#").resource; //
 * "arn:aws:iot:us-east-1:123456789012:topicfilter/$share/workers/jobs/#"
 */
export function subscribeScope(
  account: AwsAccount,
  filter: string,
  // Stryker disable next-line StringLiteral: all but "filter" leaves the filter whole.
  shared: SharedSubscriptionResource = "whole",
): Scope {
  const checked = shared === "filter" ? withoutShare(filter) : filter;
  return { action: "iot:Subscribe", resource: topicFilterArn(account, checked) };
}

/**
 * Returns the permission that the delivery of a message to a subscriber needs. It is checked for every message.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html
 * @example
 * receiveScope(account, "commands/7").action; // "iot:Receive"
 */
export function receiveScope(account: AwsAccount, topic: string): Scope {
  return { action: "iot:Receive", resource: topicArn(account, topic) };
}

const SHARE = "$share/";

function withoutShare(filter: string): string {
  const groupEnd = filter.startsWith(SHARE) ? filter.indexOf("/", SHARE.length) : -1;
  return filter.slice(groupEnd + 1);
}
