import type { ReadComparison } from "./text-comparisons";
import { exactText, likeArn, likeText, sameTextIgnoringCase } from "./text-comparisons";
import { addressInRange, dateInOrder, numberInOrder, type Order, sameBoolean } from "./value-comparisons";

/** A condition operator. */
export interface Operator {
  readonly read: ReadComparison;
  /** `…Not…`: the condition holds if the comparison does not, and if the key is absent. */
  readonly negated: boolean;
}

const equal: Order = (actual, expected) => actual === expected;
const less: Order = (actual, expected) => actual < expected;
const lessOrEqual: Order = (actual, expected) => actual <= expected;
const greater: Order = (actual, expected) => actual > expected;
const greaterOrEqual: Order = (actual, expected) => actual >= expected;

const is = (read: ReadComparison): Operator => ({ read, negated: false });
const isNot = (read: ReadComparison): Operator => ({ read, negated: true });

/**
 * IAM's condition operators, without prefix (`ForAllValues:`) and suffix (`IfExists`), and without `Null`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ["StringEquals", is(exactText)],
  ["StringNotEquals", isNot(exactText)],
  ["StringEqualsIgnoreCase", is(sameTextIgnoringCase)],
  ["StringNotEqualsIgnoreCase", isNot(sameTextIgnoringCase)],
  ["StringLike", is(likeText)],
  ["StringNotLike", isNot(likeText)],
  ["ArnEquals", is(likeArn)],
  ["ArnLike", is(likeArn)],
  ["ArnNotEquals", isNot(likeArn)],
  ["ArnNotLike", isNot(likeArn)],
  ["NumericEquals", is(numberInOrder(equal))],
  ["NumericNotEquals", isNot(numberInOrder(equal))],
  ["NumericLessThan", is(numberInOrder(less))],
  ["NumericLessThanEquals", is(numberInOrder(lessOrEqual))],
  ["NumericGreaterThan", is(numberInOrder(greater))],
  ["NumericGreaterThanEquals", is(numberInOrder(greaterOrEqual))],
  ["DateEquals", is(dateInOrder(equal))],
  ["DateNotEquals", isNot(dateInOrder(equal))],
  ["DateLessThan", is(dateInOrder(less))],
  ["DateLessThanEquals", is(dateInOrder(lessOrEqual))],
  ["DateGreaterThan", is(dateInOrder(greater))],
  ["DateGreaterThanEquals", is(dateInOrder(greaterOrEqual))],
  ["Bool", is(sameBoolean)],
  ["BinaryEquals", is((expected) => (actual) => actual === expected)],
  ["IpAddress", is(addressInRange)],
  ["NotIpAddress", isNot(addressInRange)],
]);
