/** Partition, Region and account, as they are written in ARNs. */
export interface AwsAccount {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/**
 * Returns the prefix of all AWS IoT ARNs of an account and Region.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-action-resources.html
 * @example
 * arnPrefix({ partition: "aws", region: "us-east-1", accountId: "123456789012" }); //
 * "arn:aws:iot:us-east-1:123456789012:"
 */
export function arnPrefix({ partition, region, accountId }: AwsAccount): string {
  return `arn:${partition}:iot:${region}:${accountId}:`;
}

/**
 * Returns the resource of `iot:Connect`.
 * @example
 * clientArn(account, "printer-7"); // "arn:aws:iot:us-east-1:123456789012:client/printer-7"
 */
export function clientArn(account: AwsAccount, clientId: string): string {
  return `${arnPrefix(account)}client/${clientId}`;
}

/**
 * Returns the resource of `iot:Publish`, `iot:RetainPublish` and `iot:Receive`.
 * @example
 * topicArn(account, "telemetry/7"); // "arn:aws:iot:us-east-1:123456789012:topic/telemetry/7"
 */
export function topicArn(account: AwsAccount, topic: string): string {
  return `${arnPrefix(account)}topic/${topic}`;
}

/**
 * Returns the resource of `iot:Subscribe`. `+` and `#` stay as they are: in a policy they are ordinary characters.
 * @example
 * topicFilterArn(account, "commands/#"); // "arn:aws:iot:us-east-1:123456789012:topicfilter/commands/#"
 */
export function topicFilterArn(account: AwsAccount, filter: string): string {
  return `${arnPrefix(account)}topicfilter/${filter}`;
}
