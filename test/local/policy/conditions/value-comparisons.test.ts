import {
  addressInRange,
  dateInOrder,
  numberInOrder,
  sameBoolean,
} from "../../../../local/policy/conditions/value-comparisons";

const reader = {
  variables: true,
  complain: (rule: string) => {
    throw new Error(rule);
  },
};

describe("IpAddress", () => {
  test.each([
    ["203.0.113.0/24", "203.0.113.255", true],
    ["203.0.113.0/24", "203.0.114.0", false],
    ["203.0.113.77/24", "203.0.113.1", true],
    ["203.0.113.7", "203.0.113.7", true],
    ["203.0.113.7", "203.0.113.8", false],
    ["203.0.113.7/32", "203.0.113.7", true],
    ["0.0.0.0/0", "198.51.100.1", true],
    ["203.0.113.128/25", "203.0.113.127", false],
    ["2001:DB8:1234:5678::/64", "2001:db8:1234:5678:1::1", true],
    ["2001:DB8:1234:5678::/64", "2001:db8:1234:5679::1", false],
    ["2001:db8::1", "2001:db8::1", true],
    ["2001:db8::1", "2001:db8::2", false],
    ["::/0", "2001:db8::1", true],
    ["203.0.113.0/24", "2001:db8::1", false],
    ["127.0.0.0/8", "::ffff:127.0.0.1", true],
    ["127.0.0.0/8", "not an address", false],
  ])("%s holds %s: %s", (range, address, outcome) => {
    expect(addressInRange(range, reader)(address, {})).toBe(outcome);
  });

  test.each([
    ["2001:db8::1/128", "2001:db8::1", true],
    ["2001:db8::1/128", "2001:db8::2", false],
    ["2001:db8::/33", "2001:db8:8000::1", false],
    ["203.0.113.7/31", "203.0.113.6", true],
    ["203.0.113.7/31", "203.0.113.5", false],
  ])("the prefix length of %s counts: %s is in the range: %s", (range, address, outcome) => {
    expect(addressInRange(range, reader)(address, {})).toBe(outcome);
  });

  test("text that is not a range contains no address", () => {
    const complain = jest.fn();
    expect(addressInRange("here", { ...reader, complain })("203.0.113.7", {})).toBe(false);
    expect(complain).toHaveBeenCalledTimes(1);
  });

  test.each([
    "203.0.113.0/33",
    "2001:db8::/129",
    "203.0.113",
    "203.0.113.0/",
    "203.0.113.0/24/1",
    "203.0.113.0/-1",
    "203.0.113.0/1.5",
    "*",
    "",
  ])("%j is refused as a range", (range) => {
    expect(() => addressInRange(range, reader)).toThrow('must be an IP address or a range such as "203.0.113.0/24"');
  });
});

describe("numbers", () => {
  const less = numberInOrder((actual, expected) => actual < expected);

  test.each([
    ["10", "9", true],
    ["10", "10", false],
    ["-1.5", "-2", true],
    ["10", "9 apples", false],
    ["10", "", false],
  ])("less than %s: %s is: %s", (expected, actual, outcome) => {
    expect(less(expected, reader)(actual, {})).toBe(outcome);
  });

  test.each(["0", "-0.25", "10.25", "12345678901"])("%j is a number", (expected) => {
    expect(numberInOrder((actual, other) => actual === other)(expected, reader)(expected, {})).toBe(true);
    expect(less(expected, reader)(String(Number(expected) - 1), {})).toBe(true);
  });

  test.each(["ten", "", "0x10", "1e3", "Infinity", "x10", "10x", " 10", "10 ", "1.", ".5", "1.x", "1,5", "--1", "+1"])(
    "%j is no number",
    (expected) => {
      expect(() => less(expected, reader)).toThrow("must be a number");
    },
  );
});

describe("dates", () => {
  const later = dateInOrder((actual, expected) => actual > expected);

  test.each([
    ["2026-01-31T12:00:00Z", "2026-01-31T12:00:01Z", true],
    ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z", false],
    ["2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00.001Z", true],
    ["2026-01-31T12:00+02:00", "2026-01-31T10:00:00Z", false],
    ["2026-01-31", "2026-01-31T00:00:01Z", true],
    ["2026-01", "2025-12-31T23:59:59Z", false],
    ["2026", "2026-01-01T00:00:01Z", true],
    ["1769860800", "2026-01-31T12:00:01Z", true],
    ["2026-01-31T12:00:00Z", "1769860801", true],
    ["2026-01-31T12:00:00Z", "tomorrow", false],
  ])("after %s: %s is: %s", (expected, actual, outcome) => {
    expect(later(expected, reader)(actual, {})).toBe(outcome);
  });

  test.each([
    ["2026-01-31T12:00:00.25Z", 0.25],
    ["2026-01-31T12:00Z", 0],
    ["2026-01-31T12:00:00-05:00", 5 * 3600],
    ["2026-01-31T12:00:07+00:00", 7],
  ])("%s is %d seconds after noon of its day, UTC", (date, seconds) => {
    const noon = Date.UTC(2026, 0, 31, 12) / 1000;
    expect(dateInOrder((actual, expected) => actual === expected)(date, reader)(String(noon + seconds), {})).toBe(true);
  });

  test.each([
    ["2026", Date.UTC(2026, 0, 1)],
    ["2026-02", Date.UTC(2026, 1, 1)],
    ["2026-02-03", Date.UTC(2026, 1, 3)],
  ])("%s is its first moment, UTC", (date, moment) => {
    expect(dateInOrder((actual, expected) => actual === expected)(date, reader)(String(moment / 1000), {})).toBe(true);
  });

  test.each([
    "tomorrow",
    "2026-13-01",
    "2026-01-31T12:00:00",
    "2026-01-31T12:00",
    "2026-01-31T12Z",
    "2026-01-31T12:00:00.Z",
    "2026-01-31T12:00:00Zulu",
    "2026-01-31T12:00:00z",
    "2026-01-31 12:00:00Z",
    "on 2026-01-31",
    "2026-1-31",
    "2026-01-31Z",
    "31.01.2026",
    "",
  ])("%j is refused as a date", (expected) => {
    expect(() => later(expected, reader)).toThrow("must be a date");
  });
});

describe("Bool", () => {
  test.each([
    ["true", "true", true],
    ["True", "true", true],
    ["false", "true", false],
  ])("%s against %s: %s", (expected, actual, outcome) => {
    expect(sameBoolean(expected, reader)(actual, {})).toBe(outcome);
  });

  test("takes only true and false", () => {
    expect(() => sameBoolean("1", reader)).toThrow('must be "true" or "false"');
  });
});
