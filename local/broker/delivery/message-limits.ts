import type { AwsLimits } from "../limits";

/** Sizes of what AWS limits in a message, in bytes. */
export interface MessageSizes {
  readonly payloadBytes: number;
  readonly contentTypeBytes: number;
  readonly correlationDataBytes: number;
  readonly userPropertiesBytes: number;
}

const NAMES: Readonly<Record<keyof MessageSizes, string>> = {
  payloadBytes: "the payload is",
  contentTypeBytes: "the content type is",
  correlationDataBytes: "the correlation data is",
  userPropertiesBytes: "the user properties are",
};

/**
 * What is too large in a message, in words; undefined if nothing is.
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html#message-broker-limits
 * @example
 * findExcess({ payloadBytes: 200_000, … }, DEFAULT_LIMITS); // "the payload is larger than 131072 bytes"
 */
export function findExcess(sizes: MessageSizes, limits: AwsLimits): string | undefined {
  for (const key in NAMES) {
    const name = key as keyof MessageSizes;
    if (sizes[name] > limits[name]) return `${NAMES[name]} larger than ${limits[name]} bytes`;
  }
  return undefined;
}

/** The Message Expiry Interval AWS uses for what a publisher asks: 1 second to 7 days. */
export function effectiveMessageExpiry(seconds: number, limits: AwsLimits): number {
  return Math.min(Math.max(seconds, 1), limits.messageExpirySeconds);
}
