import { DEFAULT_LIMITS } from "../../../../local/broker/limits";
import { filterFault, parseTopicFilter } from "../../../../local/broker/topics/topic-filter";

const parse = (filter: string) => parseTopicFilter(filter, DEFAULT_LIMITS);
const problemOf = (filter: string) => {
  const parsed = parse(filter);
  return parsed.ok ? undefined : parsed.problem;
};

describe("filterFault", () => {
  test.each([
    ["", "filterEmpty"],
    ["a/b+", "filterPlus"],
    ["+a", "filterPlus"],
    ["a/+b/c", "filterPlus"],
    ["a/#/b", "filterHash"],
    ["#a", "filterHash"],
    ["a#", "filterHash"],
    ["#/", "filterHash"],
    ["$share/x/a/#/b", "filterHash"],
    ["$share/x", "shareName"],
    ["$share/", "shareName"],
    ["$share//a", "shareName"],
    ["$share/x/", "shareName"],
    ["$share/x+/a", "shareName"],
    ["$share/#/a", "shareName"],
  ])("finds the broken rule in %j: %s (MQTT 5, 4.7.1 and 4.8.2)", (filter, fault) => {
    expect(filterFault(filter)).toBe(fault);
  });

  test.each(["#", "+", "+/+", "/", "a//#", "$share", "$sharex/a", "$share/x/+/#", "\uFFFD"])("accepts %j", (filter) => {
    expect(filterFault(filter)).toBeUndefined();
  });
});

describe("parseTopicFilter", () => {
  test.each([
    ["a/b", ["a", "b"], false],
    ["+", ["+"], true],
    ["#", ["#"], true],
    ["a/+/c/#", ["a", "+", "c", "#"], true],
    ["/+", ["", "+"], true],
    ["$aws/events/presence/+/x", ["$aws", "events", "presence", "+", "x"], true],
  ])("reads %s", (whole, levels, wildcard) => {
    expect(parse(whole)).toEqual({ ok: true, filter: { whole, share: undefined, filter: whole, levels, wildcard } });
  });

  test("reads a shared subscription (MQTT 5, 4.8.2)", () => {
    expect(parse("$share/workers/jobs/+")).toEqual({
      ok: true,
      filter: {
        whole: "$share/workers/jobs/+",
        share: "workers",
        filter: "jobs/+",
        levels: ["jobs", "+"],
        wildcard: true,
      },
    });
  });

  test.each([
    ["256 bytes", "x".repeat(256), undefined],
    ["257 bytes", "x".repeat(257), "the filter is longer than 256 bytes"],
    ["7 slashes", "1/2/3/4/5/6/7/#", undefined],
    ["8 slashes", "1/2/3/4/5/6/7/8/#", "the filter has more than 7 slashes"],
    ["7 slashes besides those of $share/<name>/", "$share/x/1/2/3/4/5/6/7/8", undefined],
    ["8 slashes besides those of $share/<name>/", "$share/x/1/2/3/4/5/6/7/8/9", "the filter has more than 7 slashes"],
    ["a name of 128 characters", `$share/${"é".repeat(128)}/a`, undefined],
    [
      "a name of 129 characters",
      `$share/${"é".repeat(129)}/a`,
      "the name of a shared subscription is longer than 128 characters",
    ],
    ["Basic Ingest", "$aws/rules/rule/a", "Basic Ingest topics cannot be subscribed to"],
    ["a reserved topic AWS does not have", "$SYS/#", "filters that begin with $ are reserved"],
    ["a reserved topic behind $share", "$share/x/$SYS/#", "filters that begin with $ are reserved"],
  ])("AWS on %s", (_, filter, message) => {
    expect(problemOf(filter)).toBe(message);
  });
});
