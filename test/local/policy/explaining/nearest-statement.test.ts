import { findNearest } from "../../../../local/policy/explaining/nearest-statement";
import { allow, arn, deny, policyOf, variable } from "../helpers";

const nearest = (statements: readonly object[], resource: string, context = {}) => {
  const found = findNearest(policyOf(...statements), { action: "iot:Publish", resource: arn(resource), context });
  return found && [found.statement.index, found.obstacle, found.pattern.source];
};

describe("the nearest statement", () => {
  test.each<[string, readonly object[], unknown]>([
    [
      "is the one with the fewest edits",
      [allow("iot:Publish", "topic/x/y/z"), allow("iot:Publish", "topic/q/r/*", "topic/a/c/*")],
      [1, "resource", arn("topic/a/c/*")],
    ],
    [
      "is the first of equals",
      [allow("iot:Publish", "topic/a/c"), allow("iot:Publish", "topic/a/d")],
      [0, "resource", arn("topic/a/c")],
    ],
    [
      "may name topicfilter where topic is meant",
      [allow("iot:Publish", "topicfilter/a/b"), allow("iot:Publish", "topic/z")],
      [1, "resource", arn("topic/z")],
    ],
    [
      "is one about the right resource with another action, where the right action is far off",
      [allow("iot:Publish", "topic/quite/another"), allow("iot:Receive", "topic/a/*")],
      [1, "action", arn("topic/a/*")],
    ],
    [
      "is one with the right action, where that is a few characters off",
      [allow("iot:Receive", "topic/a/b"), allow("iot:Publish", "topic/a/c")],
      [1, "resource", arn("topic/a/c")],
    ],
    [
      "is one whose condition fails, before any other",
      [
        allow("iot:Publish", "topic/a/c"),
        { ...allow("iot:Publish", "topic/a/b"), Condition: { Bool: { "aws:SecureTransport": "true" } } },
      ],
      [1, "condition", arn("topic/a/b")],
    ],
    [
      "is one whose NotResource leaves the resource out",
      [
        allow("iot:Publish", "topic/a/cc"),
        { Effect: "Allow", Action: "iot:Publish", NotResource: [arn("topic/x"), arn("topic/a/*")] },
      ],
      [1, "excluded", arn("topic/a/*")],
    ],
    [
      "is one with NotResource about another action",
      [{ Effect: "Allow", Action: "iot:Receive", NotResource: arn("topic/x") }],
      [0, "action", arn("topic/x")],
    ],
    [
      "is one with a variable without a value",
      [allow("iot:Publish", `topic/${variable("iot:Connection.Thing.ThingName")}`)],
      [0, "variable", arn(`topic/${variable("iot:Connection.Thing.ThingName")}`)],
    ],
    ["is never a Deny", [deny("iot:Publish", "topic/a/c")], undefined],
    ["is none, where nothing is about the action or the resource", [allow("iot:Receive", "topic/x")], undefined],
    [
      "is none, where NotResource about another action leaves the resource out",
      [{ Effect: "Allow", Action: "iot:Receive", NotResource: arn("topic/a/*") }],
      undefined,
    ],
  ])("%s", (_title, statements, expected) => {
    expect(nearest(statements, "topic/a/b")).toEqual(expected);
  });

  test("has the longest common beginning if all statements differ much", () => {
    const far = (end: string) => `${end}/${"x".repeat(40)}`;
    const statements = ["topic/q", "topic/a/b", "topic/a/c"].map((start) => allow("iot:Publish", far(start)));
    expect(nearest(statements, "topic/a/b/1")).toEqual([1, "resource", arn(far("topic/a/b"))]);
  });

  test("is found by the number of edits up to 32", () => {
    const inserted = `topic/${"x".repeat(32)}a/b`;
    const statements = [inserted, `topic/a/b${"x".repeat(34)}`].map((resource) => allow("iot:Publish", resource));
    expect(nearest(statements, "topic/a/b")).toEqual([0, "resource", arn(inserted)]);
  });

  test("is measured with the values of variables", () => {
    const statements = [
      allow("iot:Publish", "topic/a/bxx"),
      allow("iot:Publish", `topic/a/${variable("iot:ClientId")}`),
    ];
    expect(nearest(statements, "topic/a/b", { clientId: "c" })).toEqual([
      1,
      "resource",
      arn(`topic/a/${variable("iot:ClientId")}`),
    ]);
  });

  test("contains the condition that does not hold", () => {
    const policy = policyOf({
      ...allow("iot:Publish", "topic/a"),
      Condition: { Bool: { "aws:SecureTransport": "true" }, StringEquals: { "iot:DomainName": "d" } },
    });
    const request = { action: "iot:Publish", resource: arn("topic/a"), context: { secureTransport: true } } as const;
    expect(findNearest(policy, request)?.condition?.key).toBe("iot:DomainName");
  });
});
