import { bindPolicy } from "../../../local/policy/bind-policy";
import { parsePolicy } from "../../../local/policy/parsing/parse-policy";
import { ACCOUNT, allow, arn, decide, deny, documentOf, policyOf, variable } from "./helpers";

describe("publish and subscribe examples (developer guide, pub-sub-policy)", () => {
  test("Publish and Receive use topic, Subscribe uses topicfilter", () => {
    const policy = policyOf(
      allow("iot:Publish", "topic/some_specific_topic"),
      allow("iot:Subscribe", "topicfilter/some_specific_topic"),
      allow("iot:Receive", "topic/some_specific_topic"),
    );
    expect(decide(policy, "iot:Publish", "topic/some_specific_topic").allowed).toBe(true);
    expect(decide(policy, "iot:Receive", "topic/some_specific_topic").allowed).toBe(true);
    expect(decide(policy, "iot:Subscribe", "topicfilter/some_specific_topic").allowed).toBe(true);
    expect(decide(policy, "iot:Subscribe", "topic/some_specific_topic").allowed).toBe(false);
    expect(decide(policy, "iot:Publish", "topic/other").allowed).toBe(false);
  });

  test("a prefix is written topic_prefix*", () => {
    const policy = policyOf(allow(["iot:Publish", "iot:Receive"], "topic/topic_prefix*"));
    expect(decide(policy, "iot:Publish", "topic/topic_prefix/a/b").allowed).toBe(true);
    expect(decide(policy, "iot:Publish", "topic/topic_prefix").allowed).toBe(true);
    expect(decide(policy, "iot:Publish", "topic/topic_prefi").allowed).toBe(false);
  });

  test("topics of a device are written with the client id, and do not resolve with a thing's name", () => {
    const policy = policyOf(
      allow("iot:Publish", `topic/sensor/device/${variable("iot:ClientId")}`),
      allow("iot:Receive", `topic/command/device/${variable("iot:Connection.Thing.ThingName")}`),
    );
    const context = { clientId: "clientId1" };
    expect(decide(policy, "iot:Publish", "topic/sensor/device/clientId1", context).allowed).toBe(true);
    expect(decide(policy, "iot:Publish", "topic/sensor/device/clientId2", context).allowed).toBe(false);
    expect(decide(policy, "iot:Receive", "topic/command/device/clientId1", context).allowed).toBe(false);
  });

  test("department/* is allowed, except department/admins, which is denied", () => {
    const policy = policyOf(allow("iot:Publish", "topic/department/*"), deny("iot:Publish", "topic/department/admins"));
    expect(decide(policy, "iot:Publish", "topic/department/sales").allowed).toBe(true);
    expect(decide(policy, "iot:Publish", "topic/department/admins").reason).toBe("explicit-deny");
  });

  test("NotResource allows receiving everything except a restricted part", () => {
    const policy = policyOf(allow("iot:Subscribe", "topicfilter/topic_prefix/*"), {
      Effect: "Allow",
      Action: "iot:Receive",
      NotResource: arn("topic/topic_prefix/restricted/*"),
    });
    expect(decide(policy, "iot:Subscribe", "topicfilter/topic_prefix/restricted/#").allowed).toBe(true);
    expect(decide(policy, "iot:Receive", "topic/topic_prefix/topic1").allowed).toBe(true);
    expect(decide(policy, "iot:Receive", "topic/topic_prefix/restricted/1").allowed).toBe(false);
  });

  test("+ and # in a policy allow exactly that filter, and Receive on topic/* delivers what it matches", () => {
    const rights = bindPolicy(
      policyOf(
        allow("iot:Subscribe", "topicfilter/department/+/employees"),
        allow("iot:Subscribe", "topicfilter/location/#"),
        allow("iot:Receive", "topic/*"),
      ),
      { account: ACCOUNT },
    );
    expect(rights.subscribe("department/+/employees").allowed).toBe(true);
    expect(rights.subscribe("department/engineering/employees").allowed).toBe(false);
    expect(rights.subscribe("location/#").allowed).toBe(true);
    expect(rights.subscribe("location/Seattle").allowed).toBe(false);
    expect(rights.receive("department/engineering/employees").allowed).toBe(true);
  });

  test("a client named + gains my/+/topic if a filter contains the client id", () => {
    const policy = policyOf(allow("iot:Subscribe", `topicfilter/my/${variable("iot:ClientId")}/topic`));
    expect(bindPolicy(policy, { account: ACCOUNT, clientId: "+" }).subscribe("my/+/topic").allowed).toBe(true);
    expect(bindPolicy(policy, { account: ACCOUNT, clientId: "*" }).subscribe("my/a/topic").allowed).toBe(false);
  });
});

describe("variables in conditions (developer guide, basic-policy-variables)", () => {
  test("a condition can require a source address", () => {
    const policy = policyOf({
      ...allow("iot:Publish", `topic/my/topic/${variable("iot:ClientId")}`),
      Condition: { IpAddress: { "aws:SourceIp": "123.45.167.89" } },
    });
    const from = (sourceIp: string) =>
      decide(policy, "iot:Publish", "topic/my/topic/a", { clientId: "a", sourceIp }).allowed;
    expect([from("123.45.167.89"), from("123.45.167.90"), from("::ffff:123.45.167.89")]).toEqual([true, false, true]);
  });

  test("a condition can require or deny a domain", () => {
    const Condition = { StringEquals: { "iot:DomainName": "d1-ats.iot.us-east-1.amazonaws.com" } };
    const demanded = policyOf({
      Sid: "AllowConnectionsToSpecifiedDomain",
      ...allow("iot:Connect", "client/a"),
      Condition,
    });
    const denied = policyOf(allow("iot:Connect", "*"), { ...deny("iot:Connect", "client/a"), Condition });
    const [right, wrong] = [{ domainName: "d1-ats.iot.us-east-1.amazonaws.com" }, { domainName: "other" }];
    expect(decide(demanded, "iot:Connect", "client/a", right).allowed).toBe(true);
    expect(decide(demanded, "iot:Connect", "client/a", wrong).allowed).toBe(false);
    expect(decide(denied, "iot:Connect", "client/a", right).allowed).toBe(false);
    expect(decide(policyOf(allow("iot:Connect", "client/*")), "iot:Connect", "client/a", wrong).allowed).toBe(true);
  });
});

describe("connect examples (developer guide, connect-policy)", () => {
  const connect = (condition?: object) => ({
    ...allow("iot:Connect", "client/client1"),
    ...(condition && { Condition: condition }),
  });
  const denyConnect = (condition: object) => ({
    Effect: "Deny",
    Action: ["iot:Connect"],
    Resource: "*",
    Condition: condition,
  });
  const attributes = (operator: string, ...values: readonly string[]) => ({
    [operator]: { "iot:ConnectAttributes": values },
  });
  const will = { topic: "my/lastwill/topicName", retain: false };
  const outcomes = (...statements: readonly object[]) => {
    const mayPublish = allow("iot:Publish", "topic/*");
    const rights = bindPolicy(parsePolicy([documentOf(...statements, mayPublish)]), {
      account: ACCOUNT,
      clientId: "client1",
    });
    return [{}, { persistent: true }, { will }, { persistent: true, will }].map(
      (options) => rights.connect("client1", options).allowed,
    );
  };

  test.each<[string, readonly object[], readonly boolean[]]>([
    ["an unconditional Allow permits every feature", [connect()], [true, true, true, true]],
    [
      "allows connect with PersistentConnect",
      [connect(attributes("ForAllValues:StringEquals", "PersistentConnect"))],
      [true, true, false, false],
    ],
    [
      "disallows PersistentConnect, other features are allowed",
      [connect(attributes("ForAllValues:StringNotEquals", "PersistentConnect"))],
      [true, false, true, false],
    ],
    [
      "the same, as a Deny",
      [connect(), denyConnect(attributes("ForAnyValue:StringEquals", "PersistentConnect"))],
      [true, false, true, false],
    ],
    [
      "allows both PersistentConnect and LastWill",
      [connect(attributes("ForAllValues:StringEquals", "PersistentConnect", "LastWill"))],
      [true, true, true, true],
    ],
    [
      "allows clean connect with or without LastWill",
      [connect({ StringEquals: { "iot:ConnectAttributes": "LastWill" } })],
      [true, false, true, false],
    ],
    [
      "only allows connect using default features",
      [connect(attributes("ForAllValues:StringEquals"))],
      [true, false, false, false],
    ],
    [
      "allows connect only with PersistentConnect",
      [connect(attributes("ForAnyValue:StringEquals", "PersistentConnect"))],
      [false, true, false, true],
    ],
    [
      "must have both PersistentConnect and LastWill",
      [
        connect(attributes("ForAllValues:StringEquals", "PersistentConnect", "LastWill")),
        denyConnect(attributes("ForAllValues:StringEquals", "PersistentConnect")),
        denyConnect(attributes("ForAllValues:StringEquals", "LastWill")),
        denyConnect(attributes("ForAllValues:StringEquals")),
      ],
      [false, false, false, true],
    ],
    [
      "must not have PersistentConnect but can have LastWill",
      [
        denyConnect(attributes("ForAnyValue:StringEquals", "PersistentConnect")),
        connect(attributes("ForAllValues:StringEquals", "LastWill")),
      ],
      [true, false, true, false],
    ],
    [
      "only with a Will on one topic",
      [connect({ ArnEquals: { "iot:LastWillTopic": arn("topic/my/lastwill/topicName") } })],
      [false, false, true, true],
    ],
    [
      "only with a Will on another topic",
      [connect({ ArnEquals: { "iot:LastWillTopic": arn("topic/other") } })],
      [false, false, false, false],
    ],
    [
      "only a clean connect with a Will on one topic",
      [
        connect({ ArnEquals: { "iot:LastWillTopic": arn("topic/my/lastwill/topicName") } }),
        denyConnect(attributes("ForAnyValue:StringEquals", "PersistentConnect")),
      ],
      [false, false, true, false],
    ],
  ])("%s", (_title, statements, expected) => {
    expect(outcomes(...statements)).toEqual(expected);
  });

  test("client1 and client2 are denied, and a thing's name does not resolve for anybody else", () => {
    const policy = policyOf(deny("iot:Connect", "client/client1", "client/client2"), {
      ...allow("iot:Connect", `client/${variable("iot:Connection.Thing.ThingName")}`),
      Condition: { Bool: { "iot:Connection.Thing.IsAttached": "true" } },
    });
    expect(decide(policy, "iot:Connect", "client/client1", { clientId: "client1" }).reason).toBe("explicit-deny");
    expect(decide(policy, "iot:Connect", "client/client3", { clientId: "client3" }).reason).toBe("no-match");
  });
});

describe("retained message examples (developer guide, retained-message-policy-examples)", () => {
  test("a retained Will needs Publish and RetainPublish", () => {
    const connect = {
      ...allow("iot:Connect", "client/device1"),
      Condition: { "ForAllValues:StringEquals": { "iot:ConnectAttributes": ["LastWill"] } },
    };
    const will = { topic: "will", retain: true };
    const decisions = [["iot:Publish", "iot:RetainPublish"], ["iot:Publish"], ["iot:RetainPublish"]].map((actions) =>
      bindPolicy(policyOf(connect, allow(actions, "topic/will")), { account: ACCOUNT, clientId: "device1" }).connect(
        "device1",
        { will },
      ),
    );
    expect(decisions.map(({ allowed, request }) => [allowed, request.action])).toEqual([
      [true, "iot:Connect"],
      [false, "iot:RetainPublish"],
      [false, "iot:Publish"],
    ]);
  });

  test("ListRetainedMessages is granted on *", () => {
    const policy = policyOf({ Effect: "Allow", Action: "iot:ListRetainedMessages", Resource: "*" });
    expect(decide(policy, "iot:ListRetainedMessages", "*").allowed).toBe(true);
  });
});
