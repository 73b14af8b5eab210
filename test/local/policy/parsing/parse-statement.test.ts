import { arn, decide, documentOf, policyOf, problemsOf, variable } from "../helpers";

const STATEMENT = { Effect: "Allow", Action: "iot:Publish", Resource: "*" };
const OPEN_VARIABLE = `topic/\${iot:ClientId`;
const AT = "policyDocuments[0].Statement[0]";
const without = (member: string) => Object.fromEntries(Object.entries(STATEMENT).filter(([name]) => name !== member));

describe("a malformed statement is refused", () => {
  test.each<[string, object, string]>([
    ["no Effect", without("Effect"), `${AT}.Effect must be "Allow" or "Deny", got: null`],
    ["another Effect", { ...STATEMENT, Effect: "deny" }, `${AT}.Effect must be "Allow" or "Deny", got: "deny"`],
    ["no Action", without("Action"), `${AT}.Action must be a string, or an array of at least one string, got: null`],
    [
      "an empty Action",
      { ...STATEMENT, Action: [] },
      `${AT}.Action must be a string, or an array of at least one string, got: []`,
    ],
    [
      "an Action without service",
      { ...STATEMENT, Action: ["iot:Publish", "Publish"] },
      `${AT}.Action[1] must be "*" or a service and an action, such as "iot:Publish", got: "Publish"`,
    ],
    [
      "an Action without name",
      { ...STATEMENT, Action: "iot:" },
      `${AT}.Action must be "*" or a service and an action, such as "iot:Publish", got: "iot:"`,
    ],
    [
      "an Action of three parts",
      { ...STATEMENT, Action: "iot:Publish:now" },
      `${AT}.Action must be "*" or a service and an action, such as "iot:Publish", got: "iot:Publish:now"`,
    ],
    [
      "Action and NotAction",
      { ...STATEMENT, NotAction: "iot:Connect" },
      `${AT} must have only one of Action and NotAction`,
    ],
    [
      "no Resource",
      without("Resource"),
      `${AT}.Resource must be a string, or an array of at least one string, got: null`,
    ],
    [
      "Resource and NotResource",
      { ...STATEMENT, NotResource: "*" },
      `${AT} must have only one of Resource and NotResource`,
    ],
    [
      "a Resource that is no ARN",
      { ...STATEMENT, Resource: "topic/a" },
      `${AT}.Resource must be "*" or an ARN, beginning with "arn:", got: "topic/a"`,
    ],
    [
      "a NotResource that is no ARN",
      { ...without("Resource"), NotResource: ["*", "a"] },
      `${AT}.NotResource[1] must be "*" or an ARN, beginning with "arn:", got: "a"`,
    ],
    [
      "an open variable",
      { ...STATEMENT, Resource: arn(OPEN_VARIABLE) },
      `${AT}.Resource must close every variable with a brace, after the name of a key, got: "${arn(OPEN_VARIABLE)}"`,
    ],
    [
      "a variable in place of the account",
      { ...STATEMENT, Resource: `arn:aws:iot:us-east-1:${variable("aws:userid")}:topic/a` },
      `${AT}.Resource must have variables only after the fifth colon, got: "arn:aws:iot:us-east-1:${variable("aws:userid")}:topic/a"`,
    ],
    [
      "a variable in place of the Region",
      { ...STATEMENT, Resource: `arn:aws:iot:${variable("aws:Region")}:123456789012:topic/a` },
      `${AT}.Resource must have variables only after the fifth colon, got: "arn:aws:iot:${variable("aws:Region")}:123456789012:topic/a"`,
    ],
    [
      "a Principal",
      { ...STATEMENT, Principal: "*" },
      `${AT}.Principal is not a member of an AWS IoT policy. Known are Sid, Effect, Action, NotAction, Resource, NotResource, Condition`,
    ],
    [
      "a member in lower case",
      { ...STATEMENT, condition: {} },
      `${AT}.condition is not a member of an AWS IoT policy. Did you mean "Condition"?`,
    ],
    ["a Sid that is no string", { ...STATEMENT, Sid: 7 }, `${AT}.Sid must be a string, got: 7`],
  ])("%s", (_title, statement, problem) => {
    expect(problemsOf(documentOf(statement))).toEqual([problem]);
  });

  test("a Sid used twice in a document, though not in two documents", () => {
    const named = { ...STATEMENT, Sid: "One" };
    expect(problemsOf(documentOf(named, named))).toEqual([
      'policyDocuments[0].Statement[1].Sid must be unique in its document, got: "One"',
    ]);
    expect(problemsOf(documentOf(named), documentOf(named))).toEqual([]);
  });

  test("empty Sids, as Terraform has written them, are the same as no Sid", () => {
    const policy = policyOf({ ...STATEMENT, Sid: "" }, { ...STATEMENT, Sid: "" });
    expect(decide(policy, "iot:Publish", "topic/a").decidedBy).toEqual({ document: 0, statement: 0 });
  });
});

describe("a malformed Condition is refused", () => {
  test.each<[string, unknown, string]>([
    ["no object", "x", `${AT}.Condition must be an object, got: "x"`],
    [
      "an operator without keys",
      { StringEquals: "x" },
      `${AT}.Condition["StringEquals"] must be an object of keys and values, got: "x"`,
    ],
    [
      "an unknown operator",
      { StringEqual: { "iot:ClientId": "a" } },
      `${AT}.Condition["StringEqual"] is not a condition operator`,
    ],
    [
      "an unknown prefix",
      { "ForSome:StringEquals": { "iot:ClientId": "a" } },
      `${AT}.Condition["ForSome:StringEquals"] is not a condition operator`,
    ],
    [
      "a key without service",
      { StringEquals: { ClientId: "a" } },
      `${AT}.Condition["StringEquals"]["ClientId"] must name a key with its service, such as "iot:ClientId"`,
    ],
    [
      "an object as value",
      { StringEquals: { "iot:ClientId": {} } },
      `${AT}.Condition["StringEquals"]["iot:ClientId"] must be a string, number or boolean, or an array of them, got: {}`,
    ],
    [
      "null in a list",
      { StringEquals: { "iot:ClientId": [null] } },
      `${AT}.Condition["StringEquals"]["iot:ClientId"] must be a string, number or boolean, or an array of them, got: [null]`,
    ],
    [
      "a bad address",
      { IpAddress: { "aws:SourceIp": "10.0.0.0/40" } },
      `${AT}.Condition["IpAddress"]["aws:SourceIp"] must be an IP address or a range such as "203.0.113.0/24", got: "10.0.0.0/40"`,
    ],
    [
      "a bad number",
      { NumericEquals: { "aws:EpochTime": "x" } },
      `${AT}.Condition["NumericEquals"]["aws:EpochTime"] must be a number, got: "x"`,
    ],
    [
      "an open variable",
      { StringLike: { "iot:ClientId": OPEN_VARIABLE } },
      `${AT}.Condition["StringLike"]["iot:ClientId"] must close every variable with a brace, after the name of a key, got: "${OPEN_VARIABLE}"`,
    ],
  ])("%s", (_title, condition, problem) => {
    expect(problemsOf(documentOf({ ...STATEMENT, Condition: condition }))).toEqual([problem]);
  });
});

describe("a statement", () => {
  test("accepts numbers and booleans without quotation marks in its conditions", () => {
    const policy = policyOf({
      ...STATEMENT,
      Condition: { Bool: { "aws:SecureTransport": true }, NumericGreaterThan: { "aws:EpochTime": 5 } },
    });
    expect(decide(policy, "iot:Publish", "topic/a", { secureTransport: true }).allowed).toBe(true);
    expect(decide(policy, "iot:Publish", "topic/a", { secureTransport: false }).allowed).toBe(false);
  });

  test("applies only if all its conditions hold", () => {
    const policy = policyOf({
      ...STATEMENT,
      Condition: {
        StringEquals: { "iot:ClientId": "a", "iot:DomainName": "d" },
        Bool: { "aws:SecureTransport": "true" },
      },
    });
    const context = { clientId: "a", domainName: "d", secureTransport: true };
    expect(decide(policy, "iot:Publish", "topic/a", context).allowed).toBe(true);
    for (const missing of ["clientId", "domainName", "secureTransport"]) {
      expect(decide(policy, "iot:Publish", "topic/a", { ...context, [missing]: undefined }).allowed).toBe(false);
    }
  });

  test("with an empty Condition always applies", () => {
    expect(decide(policyOf({ ...STATEMENT, Condition: {} }), "iot:Publish", "topic/a").allowed).toBe(true);
  });

  test("with NotAction applies to every other action", () => {
    const policy = policyOf({ Effect: "Allow", NotAction: ["iot:Connect", "iot:Re*"], Resource: "*" });
    expect(decide(policy, "iot:Publish", "topic/a").allowed).toBe(true);
    expect(decide(policy, "iot:Connect", "client/a").allowed).toBe(false);
    expect(decide(policy, "iot:Receive", "topic/a").allowed).toBe(false);
  });
});
