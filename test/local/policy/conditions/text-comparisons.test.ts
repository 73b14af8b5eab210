import {
  exactText,
  likeArn,
  likeText,
  sameTextIgnoringCase,
} from "../../../../local/policy/conditions/text-comparisons";
import { variable } from "../helpers";

const reader = {
  variables: true,
  complain: (rule: string) => {
    throw new Error(rule);
  },
};
const CLIENT_ID = variable("iot:ClientId");

describe("StringEquals", () => {
  test.each([
    ["a", "a", true],
    ["a", "A", false],
    ["a*", "ab", false],
    ["a*", "a*", true],
    ["a?", "a?", true],
    [CLIENT_ID, "printer-7", true],
    [CLIENT_ID, "printer-8", false],
    [variable("*"), "*", true],
    [variable("iot:Connection.Thing.ThingName"), "", false],
    ["", "", true],
  ])("%s against %s: %s", (expected, actual, outcome) => {
    expect(exactText(expected, reader)(actual, { clientId: "printer-7" })).toBe(outcome);
  });
});

describe("StringEqualsIgnoreCase", () => {
  test.each([
    ["Ab", "aB", true],
    ["ab", "abc", false],
    ["a*", "AB", false],
    ["a*", "A*", true],
    [`${CLIENT_ID}!`, "PRINTER-7!", true],
    [variable("iot:Connection.Thing.ThingName"), "", false],
  ])("%s against %s: %s", (expected, actual, outcome) => {
    expect(sameTextIgnoringCase(expected, reader)(actual, { clientId: "Printer-7" })).toBe(outcome);
  });
});

describe("StringLike", () => {
  test.each([
    ["a*", "abc", true],
    ["a?", "abc", false],
    [`${CLIENT_ID}-*`, "printer*-7", true],
    [CLIENT_ID, "printerx", false],
    [`a${variable("*")}`, "ab", false],
  ])("%s against %s: %s", (expected, actual, outcome) => {
    expect(likeText(expected, reader)(actual, { clientId: "printer*" })).toBe(outcome);
  });
});

describe("ArnEquals and ArnLike", () => {
  const actual = "arn:aws:iot:us-east-1:123456789012:topic/a:b/c";

  test.each([
    ["arn:aws:iot:us-east-1:123456789012:topic/a:b/c", true],
    ["arn:aws:iot:us-east-1:123456789012:topic/a*", true],
    ["arn:aws:iot:*:*:topic/a:b/?", true],
    ["arn:aws:iot:us-east-1:123456789012:topic/A:b/c", false],
    ["arn:aws:iot:*:topic/a:b/c", false],
    ["arn:aws:*:123456789012:topic/a:b/c", false],
    ["arn:aws:iot:us-east-1:123456789012:topic/a", false],
    ["*", true],
    [`arn:aws:iot:${variable("iot:DomainName")}:*:topic/a:b/c`, true],
    [`arn:aws:iot:us-east-1:123456789012:topic/${CLIENT_ID}/c`, true],
    [`arn:aws:iot:us-east-1:123456789012:${variable("iot:Connection.Thing.ThingName")}`, false],
    // Each component is compared by itself: `*` does not match across the first five colons.
    ["arn:*:us-east-1:123456789012:topic/a:*", false],
    ["arn:aws:iot:us-east-1:*:b/c", false],
    // These patterns are no ARNs, so they are compared as a whole.
    ["arn:*", true],
    ["arn:aws:iot:*:b/c", true],
    ["arn:aws:iot:*:a/c", false],
  ])("%s: %s", (expected, outcome) => {
    expect(likeArn(expected, reader)(actual, { clientId: "a:b", domainName: "us-east-1" })).toBe(outcome);
  });

  test("an ARN pattern does not match text that is not an ARN", () => {
    expect(likeArn("arn:aws:iot:*:*:*", reader)("topic/a", {})).toBe(false);
    expect(likeArn("*:*:*:*:*:*", reader)("topic/a", {})).toBe(false);
    expect(likeArn("*:*:*:*:*:*", reader)("a:b:c:d:e", {})).toBe(false);
    expect(likeArn("*:*:*:*:*:*", reader)("a:b:c:d:e:", {})).toBe(true);
  });
});
