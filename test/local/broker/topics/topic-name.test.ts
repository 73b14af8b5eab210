import { DEFAULT_LIMITS } from "../../../../local/broker/limits";
import { countSlashes, TopicNames } from "../../../../local/broker/topics/topic-name";

const get = (name: string) => new TopicNames(DEFAULT_LIMITS).get(name);

describe("TopicNames", () => {
  test("reads a topic into levels, empty ones included (MQTT 5, 4.7.1.1)", () => {
    expect(get("/a//b/").levels).toEqual(["", "a", "", "b", ""]);
    expect(get("a").levels).toEqual(["a"]);
  });

  test.each([
    ["", "topicEmpty"],
    ["a/+", "topicWildcard"],
    ["a/#", "topicWildcard"],
    ["+", "topicWildcard"],
    ["a\0b", "nul"],
  ])("calls %j malformed: %s [MQTT-3.3.2-2] [MQTT-4.7.3-1] [MQTT-4.7.3-2]", (name, rule) => {
    expect(get(name).problem).toMatchObject({ kind: "malformed", rule });
  });

  test("accepts U+FFFD", () => {
    expect(get("a\uFFFDb").problem).toBeUndefined();
  });

  test.each([
    ["256 bytes", "x".repeat(256), undefined],
    ["257 bytes", "x".repeat(257), "the topic is longer than 256 bytes"],
    ["129 characters of two bytes", "é".repeat(129), "the topic is longer than 256 bytes"],
    ["7 slashes", "1/2/3/4/5/6/7/8", undefined],
    ["8 slashes", "1/2/3/4/5/6/7/8/9", "the topic has more than 7 slashes"],
    ["8 slashes of which Basic Ingest's 3 do not count", "$aws/rules/rule/1/2/3/4/5/6/7/8", undefined],
    ["8 slashes after Basic Ingest's 3", "$aws/rules/rule/1/2/3/4/5/6/7/8/9", "the topic has more than 7 slashes"],
    ["256 bytes after Basic Ingest's prefix", `$aws/rules/rule/${"x".repeat(256)}`, undefined],
    [
      "257 bytes after Basic Ingest's prefix",
      `$aws/rules/rule/${"x".repeat(257)}`,
      "the topic is longer than 256 bytes",
    ],
    ["a reserved topic of AWS", "$aws/things/t/shadow/update", undefined],
    ["a reserved topic AWS does not have", "$SYS/x", "topics that begin with $ are reserved"],
  ])("AWS on %s", (_, name, message) => {
    expect(get(name).problem).toEqual(message && { kind: "not-accepted", message });
  });

  test("distinguishes ordinary topics, Basic Ingest and AWS's own", () => {
    expect(
      ["a/b", "$aws/rules/rule/a", "$aws/rules/rule", "$aws/things/t/jobs/get"].map((name) => get(name).kind),
    ).toEqual(["ordinary", "basic-ingest", "aws", "aws"]);
  });

  test("remembers a limited number of topics", () => {
    const names = new TopicNames(DEFAULT_LIMITS);
    const first = names.get("first");
    expect(names.get("first")).toBe(first);
    for (let count = 0; count < 10_000; count++) names.get(`t${count}`);
    expect(names.get("first")).not.toBe(first);
  });

  test("does not remember topics so long that they would fill the memory", () => {
    const names = new TopicNames(DEFAULT_LIMITS);
    const name = `$aws/rules/${"r".repeat(60_000)}/a`;
    expect(names.get(name)).not.toBe(names.get(name));
  });
});

test("countSlashes counts slashes", () => {
  expect(["", "a", "/", "a//b/c"].map(countSlashes)).toEqual([0, 0, 1, 3]);
});
