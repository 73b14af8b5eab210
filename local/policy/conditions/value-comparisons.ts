import { BlockList, isIP } from "node:net";
import type { ReadComparison } from "./text-comparisons";

/** Compares the request's number or instant with the policy's. */
export type Order = (actual: number, expected: number) => boolean;

/**
 * NumericEquals, NumericLessThan and the other numeric operators.
 * @see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric
 * @example
 * numberInOrder((actual, expected) => actual < expected)("10", reader)("9", {}); // true
 */
export function numberInOrder(order: Order): ReadComparison {
  return inOrder(order, parseNumber, "must be a number");
}

/**
 * DateEquals, DateLessThan and the other date operators. Dates are ISO 8601 in the W3C's profile, or seconds since
 * 1970; four digits are a year.
 * @see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 * @example
 * dateInOrder((actual, expected) => actual > expected)("2026-01-01T00:00:00Z", reader)("1800000000", {}); // true
 */
export function dateInOrder(order: Order): ReadComparison {
  return inOrder(order, parseDate, 'must be a date such as "2026-01-31T12:00:00Z" or seconds since 1970');
}

function inOrder(order: Order, parse: (text: string) => number, rule: string): ReadComparison {
  return (expected, { complain }) => {
    const limit = parse(expected);
    if (Number.isNaN(limit)) complain(rule);
    // Text that is not a number is NaN, for which every comparison is false.
    return (actual) => order(parse(actual), limit);
  };
}

function parseNumber(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

const W3C_DATE = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/;

function parseDate(text: string): number {
  if (W3C_DATE.test(text)) return Date.parse(text);
  return parseNumber(text) * 1000;
}

/**
 * Bool: compares "true" and "false", ignoring case.
 * @see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Boolean
 * @example
 * sameBoolean("true", reader)("true", {}); // true
 */
export const sameBoolean: ReadComparison = (expected, { complain }) => {
  const wanted = expected.toLowerCase();
  if (wanted !== "true" && wanted !== "false") complain('must be "true" or "false"');
  return (actual) => actual.toLowerCase() === wanted;
};

/**
 * IpAddress: an IPv4 or IPv6 address, or a range in CIDR notation. The address of an IPv4 client at an IPv6 socket
 * (`::ffff:203.0.113.7`) is compared as IPv4.
 *
 * Assumption: an IPv6 address without a prefix length means that one address.
 * @see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 * @example
 * addressInRange("203.0.113.0/24", reader)("203.0.113.7", {}); // true
 */
export const addressInRange: ReadComparison = (expected, { complain }) => {
  const range = parseRange(expected);
  if (range === undefined) complain('must be an IP address or a range such as "203.0.113.0/24"');
  return (actual) => {
    // Text that is not an address is in no range.
    return range?.check(actual, isIP(actual) === 6 ? "ipv6" : "ipv4") === true;
  };
};

function parseRange(text: string): BlockList | undefined {
  // Stryker disable next-line StringLiteral: the type of a split text has this default; there is always a first part.
  const [address = "", length, ...rest] = text.split("/");
  const version = isIP(address);
  const bits = version === 6 ? 128 : 32;
  const prefix = length === undefined ? bits : parseNumber(length);
  if (version === 0 || rest.length > 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > bits) return undefined;
  const range = new BlockList();
  range.addSubnet(address, prefix, version === 6 ? "ipv6" : "ipv4");
  return range;
}
