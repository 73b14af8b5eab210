import { checkGroupRules, compileGroup, longestArnPrefix } from "../../../config/groups/compile-group";
import { describeProblem } from "../../../config/problem";
import { type GroupInput, groupSchema } from "../../../config/schema/group-schema";

const PREFIX = longestArnPrefix("us-east-1");

function compile(settings: Partial<GroupInput>) {
  return compileGroup("groups.sensors", groupSchema.parse({ clientIds: ["{username}"], ...settings }), PREFIX);
}

function complaints(settings: Partial<GroupInput>): string[] {
  const compiled = compile(settings);
  return compiled.ok ? [] : compiled.problems.map(describeProblem);
}

describe("compileGroup", () => {
  it("returns client id rules, documents and times as the handler reads them", () => {
    expect(compile({ publish: ["a"], disconnectAfterSeconds: 600, refreshAfterSeconds: 300 })).toEqual({
      ok: true,
      group: {
        clientIds: ["{username}"],
        documents: [
          {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: ["iot:Connect"], Resource: ["client/{username}"] },
              { Effect: "Allow", Action: ["iot:Publish"], Resource: ["topic/a"] },
            ],
          },
        ],
        disconnectAfterInSeconds: 600,
        refreshAfterInSeconds: 300,
      },
    });
  });

  it("reports all wrong rules with group and list", () => {
    expect(complaints({ clientIds: ["*"], publish: ["a", "b/+"], subscribe: ["a#"], retain: ["c"] })).toEqual([
      '`groups.sensors.clientIds[0]` must not be empty or a lone *, got: "*". Name the client ids, or how they begin: "gateway-*", "{username}".',
      '`groups.sensors.publish[1]` must not hold + in a topic to publish to, which an IoT policy cannot express exactly (its * crosses /), got: "b/+". List the topics one by one, use {username} or {clientId} for that level, or allow everything below with "b/#".',
      '`groups.sensors.subscribe[0]` must hold # only as its whole last level, got: "a#". Write it like "telemetry/#" (MQTT 4.7.1.2).',
      '`groups.sensors.retain[0]` must be one of the group\'s publish rules too, word for word, got: "c". A retained message needs iot:Publish and iot:RetainPublish; add the rule to publish.',
    ]);
  });

  it("accepts a retain rule that is also a publish rule", () => {
    expect(complaints({ publish: ["a/#"], retain: ["a/#"] })).toEqual([]);
    expect(complaints({ publish: ["a/#"], retain: ["a/b"] })).toHaveLength(1);
  });

  it("names the group whose policy is too large, and by how much", () => {
    const publish = Array.from({ length: 120 }, (_, i) => `${"x".repeat(200)}/${i}`);
    expect(complaints({ publish })).toEqual([
      "`groups.sensors` must compile to at most 10 documents of 2048 characters with the longest names, got: 18 documents, 8 too many. Merge rules under a common prefix, shorten them, or split the group in two.",
    ]);
  });

  it("names the group with a rule that is too long for a document, and by how much", () => {
    expect(complaints({ publish: ["{username}".repeat(20)] })).toEqual([
      "`groups.sensors` must compile to at most 10 documents of 2048 characters with the longest names, got: a rule that alone takes 2699 characters, 651 too many. Shorten its longest rule.",
    ]);
  });
});

describe("checkGroupRules", () => {
  it("checks rules that are strings, and leaves other values to the schema", () => {
    const group = { clientIds: "x", publish: [7, "a/+", null], subscribe: undefined, retain: [{}] };
    expect(checkGroupRules("groups.a", group).map(({ path }) => path)).toEqual(["groups.a.publish[1]"]);
  });
});

describe("longestArnPrefix", () => {
  it.each([
    ["us-east-1", "arn:aws:iot:us-east-1:000000000000:"],
    ["cn-north-1", "arn:aws-cn:iot:cn-north-1:000000000000:"],
    ["us-gov-west-1", "arn:aws-us-gov:iot:us-gov-west-1:000000000000:"],
    ["us-isob-east-1", "arn:aws-iso-b:iot:us-isob-east-1:000000000000:"],
    ["eusc-de-east-1", "arn:aws-eusc:iot:eusc-de-east-1:000000000000:"],
  ])("of %s names its partition", (region, expected) => {
    expect(longestArnPrefix(region)).toBe(expected);
  });
});
