import fc from "fast-check";
import type { IotAction } from "../../../local/policy/actions";
import { evaluate } from "../../../local/policy/evaluate-access";
import { parsePolicy } from "../../../local/policy/parsing/parse-policy";
import { allow, arn, decide, deny, documentOf, policyOf, variable } from "./helpers";
import { type SlowStatement, slowEvaluate } from "./reference";

describe("a decision", () => {
  test("is a refusal if no statement applies", () => {
    const request = { action: "iot:Publish", resource: arn("topic/b"), context: {} } as const;
    expect(evaluate(policyOf(allow("iot:Publish", "topic/a")), request)).toEqual({
      allowed: false,
      reason: "no-match",
      cacheable: true,
      request,
    });
  });

  test("names the allowing statement: document, statement, Sid", () => {
    const document = documentOf(allow("iot:Connect", "client/a"), {
      ...allow("iot:Publish", "topic/a"),
      Sid: "Telemetry",
    });
    const decision = decide(parsePolicy([documentOf(allow("iot:Connect", "*")), document]), "iot:Publish", "topic/a");
    expect(decision).toMatchObject({
      allowed: true,
      reason: "allowed",
      decidedBy: { document: 1, statement: 1, sid: "Telemetry" },
    });
  });

  test("is a refusal if any statement of any document denies", () => {
    const everything = documentOf(allow("*", "*"));
    const policy = parsePolicy([
      everything,
      documentOf(allow("iot:Publish", "topic/a"), deny("iot:Publish", "topic/a")),
    ]);
    expect(decide(policy, "iot:Publish", "topic/a")).toMatchObject({
      allowed: false,
      reason: "explicit-deny",
      decidedBy: { document: 1, statement: 1 },
    });
    expect(decide(policy, "iot:Publish", "topic/b").allowed).toBe(true);
  });

  test("names the first of several statements that apply", () => {
    const policy = policyOf(
      allow("iot:Publish", "topic/b"),
      allow("iot:Publish", "topic/*"),
      allow("iot:Publish", "topic/a"),
      allow("iot:Publish", "topic/?"),
    );
    expect(decide(policy, "iot:Publish", "topic/a").decidedBy).toEqual({ document: 0, statement: 1 });
  });

  test("uses a later statement if the conditions of an earlier one with the same resource do not hold", () => {
    const policy = policyOf(
      { ...allow("iot:Publish", "topic/a"), Condition: { StringEquals: { "iot:ClientId": "x" } } },
      { ...allow("iot:Publish", "topic/a"), Condition: { StringEquals: { "iot:ClientId": "y" } } },
      allow("iot:Publish", "topic/a"),
    );
    const decidedBy = (clientId: string) => decide(policy, "iot:Publish", "topic/a", { clientId }).decidedBy?.statement;
    expect(["x", "y", "z"].map(decidedBy)).toEqual([0, 1, 2]);
  });

  test.each([
    ["aws:CurrentTime", "DateLessThan", "2026-01-01", false],
    ["aws:SourceIp", "IpAddress", "10.0.0.0/8", false],
    ["iot:ClientId", "StringEquals", "a", true],
  ])("about an action with a condition on %s (%s %s) is cacheable: %s", (key, operator, value, cacheable) => {
    const policy = policyOf(
      { ...allow("iot:Publish", "topic/a"), Condition: { [operator]: { [key]: value } } },
      allow("iot:Receive", "*"),
    );
    expect(decide(policy, "iot:Publish", "topic/b").cacheable).toBe(cacheable);
    expect(decide(policy, "iot:Receive", "topic/b").cacheable).toBe(true);
  });

  test("that may depend on a variable of time is not cacheable", () => {
    const policy = policyOf(allow("iot:Publish", `topic/${variable("aws:EpochTime")}`));
    expect(decide(policy, "iot:Publish", "topic/5", { now: () => 5000 })).toMatchObject({
      allowed: true,
      cacheable: false,
    });
  });
});

describe("NotResource", () => {
  const policy = policyOf(
    { Effect: "Allow", Action: "iot:Receive", NotResource: [arn("topic/a/*"), arn("topic/b")] },
    { Effect: "Allow", Action: "iot:Receive", NotResource: arn("topic/c") },
  );

  test.each([
    ["topic/x", 0],
    ["topic/c", 0],
    ["topic/a/1", 1],
    ["topic/b", 1],
  ])("applies to every resource except the listed ones: %s by statement %d", (topic, statement) => {
    expect(decide(policy, "iot:Receive", topic).decidedBy).toEqual({ document: 0, statement });
  });

  test("in a Deny denies every resource except the listed ones", () => {
    const only = policyOf(allow("iot:Publish", "*"), { Effect: "Deny", Action: "*", NotResource: arn("topic/a") });
    expect(decide(only, "iot:Publish", "topic/a").allowed).toBe(true);
    expect(decide(only, "iot:Publish", "topic/b").reason).toBe("explicit-deny");
  });

  test("is decided in the order of the documents with statements that have Resource", () => {
    const mixed = policyOf(
      allow("iot:Publish", "topic/a"),
      { Effect: "Allow", Action: "iot:Publish", NotResource: arn("topic/b") },
      allow("iot:Publish", "topic/c"),
    );
    expect(["topic/a", "topic/c"].map((topic) => decide(mixed, "iot:Publish", topic).decidedBy?.statement)).toEqual([
      0, 1,
    ]);
  });

  test("applies if its variable has no value, since such a pattern matches no resource", () => {
    const unresolved = policyOf({
      Effect: "Allow",
      Action: "iot:Receive",
      NotResource: arn(`topic/${variable("iot:Connection.Thing.ThingName")}`),
    });
    expect(decide(unresolved, "iot:Receive", "topic/a").allowed).toBe(true);
  });
});

describe("compared with a naive evaluation, statement by statement", () => {
  const name = fc.constantFrom(
    "a",
    "b",
    "a/b",
    "a/b/c",
    "x-a",
    "*",
    "?",
    "a/*",
    "a/*/c",
    "*/b",
    "a?b",
    "?/b",
    "*a*",
    variable("iot:ClientId"),
    `a/${variable("iot:ClientId")}`,
    `${variable("iot:ClientId")}/*`,
    `a/${variable("iot:ClientId")}/c`,
    `*/${variable("iot:ClientId")}`,
  );
  const resource = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(fc.constantFrom("topic", "client", "*"), name).map(([type, end]) => arn(`${type}/${end}`)),
    },
    { weight: 1, arbitrary: fc.constant("*") },
  );
  const resources = fc.array(resource, { minLength: 1, maxLength: 3 });
  const statement: fc.Arbitrary<SlowStatement> = fc
    .tuple(
      fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
      fc.array(fc.constantFrom("iot:Publish", "iot:publish", "iot:Connect", "iot:*", "*", "iot:*Publish"), {
        minLength: 1,
        maxLength: 2,
      }),
      fc.oneof(
        { weight: 4, arbitrary: resources.map((Resource) => ({ Resource })) },
        { weight: 1, arbitrary: resources.map((NotResource) => ({ NotResource })) },
      ),
      fc.option(fc.constantFrom("one.example.com", "two.example.com"), { freq: 3 }),
    )
    .map(([Effect, Action, where, domain]) => ({
      Effect,
      Action,
      ...where,
      ...(domain !== null && { Condition: { StringEquals: { "iot:DomainName": domain } } }),
    }));
  const documents = fc.array(fc.array(statement, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 });
  const request = fc.record({
    action: fc.constantFrom<IotAction>("iot:Publish", "iot:Connect", "iot:RetainPublish"),
    name: fc
      .tuple(
        fc.constantFrom("topic", "client"),
        fc.oneof(
          fc.constantFrom("a", "b", "a/b", "a/b/c", "b/x", "*", "a/*", "*/c"),
          fc.string({ unit: fc.constantFrom("a", "b", "c", "/", "*"), maxLength: 6 }),
        ),
      )
      .map((pair) => pair.join("/")),
    clientId: fc.option(fc.constantFrom("a", "b", "*", "?", "a/b"), { nil: undefined }),
    domainName: fc.constantFrom("one.example.com", "two.example.com", undefined),
  });

  test("outcome and deciding statement are the same, before and after binding to a connection", () => {
    fc.assert(
      fc.property(documents, fc.array(request, { minLength: 1, maxLength: 8 }), (lists, requests) => {
        const policy = parsePolicy(lists.map((list) => documentOf(...list)));
        for (const { action, name: end, clientId, domainName } of requests) {
          const context = { clientId, domainName };
          const { reason, ...place } = slowEvaluate(lists, { action, resource: arn(end), ...context });
          const expected = "document" in place ? { reason, decidedBy: place } : { reason };
          expect(decide(policy, action, end, context)).toMatchObject(expected);
          expect(decide(policy.bind(context), action, end, context)).toMatchObject(expected);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
