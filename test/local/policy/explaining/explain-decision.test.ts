import { explain } from "../../../../local/policy/explaining/explain-decision";
import { parsePolicy } from "../../../../local/policy/parsing/parse-policy";
import { allow, arn, decide, deny, documentOf, policyOf, variable } from "../helpers";

const why = (statements: readonly object[], resource = "topic/a/b", context = {}) => {
  const policy = policyOf(...statements);
  return explain(policy, decide(policy, "iot:Publish", resource, context));
};
const THING = variable("iot:Connection.Thing.ThingName");

describe("an explanation", () => {
  test.each<[string, readonly object[], string]>([
    [
      "of what is allowed",
      [allow("iot:Receive", "*"), allow("iot:*", "topic/x", "topic/a/*")],
      "document 1 statement 2 allows iot:Publish on topic/a/*",
    ],
    [
      "with the statement's Sid",
      [{ Sid: "Telemetry", ...allow("iot:Publish", "topic/a/b") }],
      "document 1 statement 1 (Telemetry) allows iot:Publish on topic/a/b",
    ],
    [
      "by the resource that matches, and none whose variable has no value",
      [allow("iot:Publish", `topic/${THING}`, "topic/a/*")],
      "document 1 statement 1 allows iot:Publish on topic/a/*",
    ],
    [
      "of what is denied",
      [allow("iot:*", "*"), deny("iot:Publish", "topic/a/*")],
      "document 1 statement 2 denies iot:Publish on topic/a/*, and a Deny overrides every Allow",
    ],
    [
      "of NotResource",
      [{ Effect: "Allow", Action: "*", NotResource: [arn("topic/x"), arn("topic/y")] }],
      "document 1 statement 1 allows iot:Publish on everything but topic/x, topic/y",
    ],
    [
      "of another account's ARN, in full",
      [
        allow("iot:Publish", "topic/z"),
        { Effect: "Allow", Action: "iot:Publish", Resource: "arn:aws:iot:*:*:topic/a/*" },
      ],
      "document 1 statement 2 allows iot:Publish on arn:aws:iot:*:*:topic/a/*",
    ],
    [
      "of what nothing allows",
      [allow("iot:Connect", "client/c"), allow("iot:Publish", "topic/a/c/*")],
      "no statement allows iot:Publish on topic/a/b; nearest: document 1 statement 2 allows topic/a/c/*",
    ],
    ["without anything near", [allow("iot:Connect", "client/c")], "no statement allows iot:Publish on topic/a/b"],
    [
      "of a wrong action",
      [allow(["iot:Subscribe", "iot:Receive"], "topic/a/*")],
      "no statement allows iot:Publish on topic/a/b; nearest: document 1 statement 1 allows iot:Subscribe, iot:Receive on topic/a/*",
    ],
    [
      "of NotAction",
      [{ Effect: "Allow", NotAction: "iot:Pub*", Resource: "*" }],
      "no statement allows iot:Publish on topic/a/b; nearest: document 1 statement 1 allows everything but iot:Pub* on *",
    ],
    [
      "of a resource left out",
      [{ Effect: "Allow", Action: "*", NotResource: arn("topic/a/*") }],
      "no statement allows iot:Publish on topic/a/b; nearest: document 1 statement 1 allows everything but topic/a/*",
    ],
    [
      "of a condition that fails",
      [{ ...allow("iot:Publish", "topic/a/b"), Condition: { StringEquals: { "iot:DomainName": ["d", "e"] } } }],
      'no statement allows iot:Publish on topic/a/b; nearest: document 1 statement 1 allows topic/a/b, but only if StringEquals iot:DomainName ["d","e"]; it is ["mine"]',
    ],
    [
      "of a condition on a key that is absent",
      [{ ...allow("iot:Publish", "topic/a/b"), Condition: { Bool: { "iot:Connection.Thing.IsAttached": "true" } } }],
      'no statement allows iot:Publish on topic/a/b; nearest: document 1 statement 1 allows topic/a/b, but only if Bool iot:Connection.Thing.IsAttached ["true"]; it is absent',
    ],
    [
      "of a variable without a value",
      [allow("iot:Publish", `topic/${THING}`)],
      `no statement allows iot:Publish on topic/a/b; nearest: document 1 statement 1 allows topic/${THING}, but iot:Connection.Thing.ThingName has no value here`,
    ],
    [
      "of the variable that has no value, among others",
      [allow("iot:Publish", `topic/${variable("iot:DomainName")}/${THING}`)],
      `no statement allows iot:Publish on topic/a/b; nearest: document 1 statement 1 allows topic/${variable("iot:DomainName")}/${THING}, but iot:Connection.Thing.ThingName has no value here`,
    ],
  ])("%s", (_title, statements, expected) => {
    expect(why(statements, "topic/a/b", { domainName: "mine" })).toBe(expected);
  });

  test("counts documents and statements from 1", () => {
    const policy = parsePolicy([
      documentOf(allow("iot:Connect", "*")),
      documentOf(allow("iot:Receive", "*"), allow("iot:Publish", "topic/a")),
    ]);
    expect(explain(policy, decide(policy, "iot:Publish", "topic/a"))).toBe(
      "document 2 statement 2 allows iot:Publish on topic/a",
    );
  });

  test("contains the topic as the client sent it, since callers escape it", () => {
    expect(why([allow("iot:Connect", "client/c")], "topic/a\nallowed\u001b[2J")).toBe(
      "no statement allows iot:Publish on topic/a\nallowed\u001b[2J",
    );
  });
});
