import { bindPolicy } from "../../../local/policy/bind-policy";
import { ACCOUNT, allow, arn, deny, policyOf, variable } from "./helpers";

const everything = policyOf(allow("iot:*", "*"));

describe("a connection's policy", () => {
  test("evaluates the right action and resource", () => {
    const rights = bindPolicy(everything, { account: ACCOUNT, clientId: "c" });
    const asked = [rights.connect("c"), rights.publish("a"), rights.subscribe("a/#"), rights.receive("a")];
    expect(asked.map(({ request: { action, resource } }) => [action, resource])).toEqual([
      ["iot:Connect", arn("client/c")],
      ["iot:Publish", arn("topic/a")],
      ["iot:Subscribe", arn("topicfilter/a/#")],
      ["iot:Receive", arn("topic/a")],
    ]);
  });

  test("puts the connection's values in place of variables", () => {
    const policy = policyOf(
      allow("iot:Connect", `client/${variable("iot:ClientId")}`),
      allow("iot:Publish", `topic/${variable("iot:ClientId")}/${variable("iot:DomainName")}/*`),
    );
    const rights = bindPolicy(policy, { account: ACCOUNT, clientId: "c", domainName: "d" });
    expect(rights.connect("c").allowed).toBe(true);
    expect(rights.publish("c/d/1").allowed).toBe(true);
    expect(rights.publish("x/d/1").allowed).toBe(false);
  });

  test("resolves the client id of a CONNECT with the one in the CONNECT", () => {
    const policy = policyOf(allow("iot:Connect", `client/${variable("iot:ClientId")}`));
    expect(bindPolicy(policy, { account: ACCOUNT }).connect("c").allowed).toBe(true);
  });

  test("uses the configured resource of a shared subscription", () => {
    const policy = policyOf(allow("iot:Subscribe", "topicfilter/jobs/#"));
    const subscribe = (sharedSubscriptionResource?: "whole" | "filter") =>
      bindPolicy(policy, { account: ACCOUNT, sharedSubscriptionResource }).subscribe("$share/workers/jobs/#").allowed;
    expect([subscribe(), subscribe("whole"), subscribe("filter")]).toEqual([false, false, true]);
  });

  test("explains a decision", () => {
    const rights = bindPolicy(policyOf(allow("iot:Publish", `topic/${variable("iot:ClientId")}/*`)), {
      account: ACCOUNT,
      clientId: "c",
    });
    expect(rights.explain(rights.publish("c/1"))).toBe(
      `document 1 statement 1 allows iot:Publish on topic/${variable("iot:ClientId")}/*`,
    );
  });
});

describe("publishing with the retain flag", () => {
  test.each([
    ["Publish and RetainPublish", ["iot:Publish", "iot:RetainPublish"], true, "iot:Publish"],
    ["Publish alone", ["iot:Publish"], false, "iot:RetainPublish"],
    ["RetainPublish alone", ["iot:RetainPublish"], false, "iot:Publish"],
    ["neither", ["iot:Receive"], false, "iot:Publish"],
  ])("with %s", (_title, actions, allowed, action) => {
    const rights = bindPolicy(policyOf(allow(actions, "topic/a")), { account: ACCOUNT });
    const decision = rights.publish("a", { retain: true });
    expect([decision.allowed, decision.request.action]).toEqual([allowed, action]);
    expect(rights.publish("a").allowed).toBe(actions.includes("iot:Publish"));
  });
});

describe("connecting with a Will", () => {
  const connect = allow("iot:Connect", "client/c");
  const will = { topic: "gone", retain: false };

  test.each<[string, readonly object[], boolean, boolean, string]>([
    ["may publish", [connect, allow("iot:Publish", "topic/gone")], false, true, "iot:Connect"],
    ["may not publish", [connect], false, false, "iot:Publish"],
    ["may publish but not retained", [connect, allow("iot:Publish", "topic/gone")], true, false, "iot:RetainPublish"],
    [
      "may publish and retain",
      [connect, allow(["iot:Publish", "iot:RetainPublish"], "topic/gone")],
      true,
      true,
      "iot:Connect",
    ],
    ["may publish but not connect", [allow("iot:Publish", "topic/gone")], false, false, "iot:Connect"],
    ["may neither connect nor publish", [allow("iot:Receive", "topic/gone")], true, false, "iot:Connect"],
    ["may retain but not publish", [connect, allow("iot:RetainPublish", "topic/gone")], true, false, "iot:Publish"],
    [
      "is denied to publish",
      [connect, allow("iot:*", "*"), deny("iot:Publish", "topic/gone")],
      false,
      false,
      "iot:Publish",
    ],
  ])("that the client %s", (_title, statements, retain, allowed, action) => {
    const decision = bindPolicy(policyOf(...statements), { account: ACCOUNT }).connect("c", {
      will: { ...will, retain },
    });
    expect([decision.allowed, decision.request.action]).toEqual([allowed, action]);
  });

  test("evaluates the Will's topic with the client id in the CONNECT", () => {
    const own = `topic/${variable("iot:ClientId")}`;
    const rights = bindPolicy(policyOf(connect, allow(["iot:Publish", "iot:RetainPublish"], own)), {
      account: ACCOUNT,
    });
    const outcome = (topic: string) => rights.connect("c", { will: { topic, retain: true } }).allowed;
    expect([outcome("c"), outcome("d")]).toEqual([true, false]);
  });

  test.each([
    [{}, []],
    [{ persistent: false }, []],
    [{ persistent: true }, ["PersistentConnect"]],
    [{ will }, ["LastWill"]],
    [{ will, persistent: true }, ["PersistentConnect", "LastWill"]],
  ])("%j asks for %j", (options, attributes) => {
    const rights = bindPolicy(everything, { account: ACCOUNT });
    expect(rights.connect("c", options).request.context.connectAttributes).toEqual(attributes);
  });

  test("gives the connect attributes and the Will's topic to Connect only", () => {
    const rights = bindPolicy(everything, { account: ACCOUNT, clientId: "c" });
    expect(rights.connect("c", { will, persistent: true }).request.context).toMatchObject({
      connectAttributes: ["PersistentConnect", "LastWill"],
      lastWillTopic: arn("topic/gone"),
    });
    expect(rights.connect("c").request.context).toMatchObject({ connectAttributes: [], lastWillTopic: undefined });
    const { context } = rights.publish("gone").request;
    expect(context).toMatchObject({ clientId: "c" });
    expect(Object.keys(context)).not.toEqual(expect.arrayContaining(["connectAttributes"]));
    expect(Object.keys(context)).not.toEqual(expect.arrayContaining(["lastWillTopic"]));
  });
});

describe("the memory of a connection's policy", () => {
  test("returns the same decision for the same topic", () => {
    const rights = bindPolicy(everything, { account: ACCOUNT });
    expect(rights.publish("a")).toBe(rights.publish("a"));
    expect(rights.receive("a")).toBe(rights.receive("a"));
    expect(rights.receive("a")).not.toBe(rights.publish("a"));
    expect(rights.subscribe("a")).toBe(rights.subscribe("a"));
    expect(rights.subscribe("a")).not.toBe(rights.receive("a"));
  });

  test("returns the same refusal for the same retained topic", () => {
    const rights = bindPolicy(policyOf(allow("iot:Publish", "*")), { account: ACCOUNT });
    const refusal = rights.publish("a", { retain: true });
    expect(refusal.request.action).toBe("iot:RetainPublish");
    expect(rights.publish("a", { retain: true })).toBe(refusal);
    expect(rights.publish("a").allowed).toBe(true);
  });

  test("puts the connection's values into the policy once", () => {
    const policy = policyOf(allow("iot:*", `topic/${variable("iot:ClientId")}`));
    const bind = jest.spyOn(policy, "bind");
    const rights = bindPolicy(policy, { account: ACCOUNT, clientId: "c" });
    expect(["c", "d"].map((topic) => rights.publish(topic).allowed)).toEqual([true, false]);
    expect(rights.receive("c").allowed).toBe(true);
    expect(bind).toHaveBeenCalledTimes(1);
  });

  test("does not keep a decision with a condition on time", () => {
    let now = Date.UTC(2026, 0, 1);
    const policy = policyOf({
      ...allow("iot:Publish", "topic/a"),
      Condition: { DateLessThan: { "aws:CurrentTime": "2026-01-02T00:00:00Z" } },
    });
    const rights = bindPolicy(policy, { account: ACCOUNT, now: () => now });
    expect(rights.publish("a").allowed).toBe(true);
    now = Date.UTC(2026, 0, 3);
    expect(rights.publish("a").allowed).toBe(false);
  });

  test("does not keep a decision with a variable of time", () => {
    let now = 5000;
    const policy = policyOf(allow("iot:Publish", `topic/${variable("aws:EpochTime")}`));
    const rights = bindPolicy(policy, { account: ACCOUNT, now: () => now });
    expect(rights.publish("5").allowed).toBe(true);
    now = 6000;
    expect(rights.publish("5").allowed).toBe(false);
  });

  test("has the capacity it is given", () => {
    const rights = bindPolicy(everything, { account: ACCOUNT, cacheCapacity: 1 });
    const first = rights.publish("a");
    rights.publish("b");
    expect(rights.publish("a")).not.toBe(first);
  });
});
