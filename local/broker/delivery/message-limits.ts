import type { AwsLimits } from "../limits";

/** Sizes of the parts of a message that AWS limits, in bytes. */
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
 * Returns an error message about the part of a message that is too large; undefined if none is.
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

/** Returns the Message Expiry Interval that AWS applies to a requested one, in seconds: from 1 second to 7 days. */
export function effectiveMessageExpiry(seconds: number, limits: AwsLimits): number {
  return Math.min(Math.max(seconds, 1), limits.messageExpirySeconds);
}
