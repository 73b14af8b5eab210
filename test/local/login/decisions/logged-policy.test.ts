import { connectionPolicy } from "../../../../local/login/decisions/logged-policy";
import { ACCOUNT, allow, deny, policyOf } from "../../policy/helpers";

const SOON = "2030-01-01T00:00:00Z";
const LASTING = [
  allow(["iot:Publish", "iot:Receive", "iot:RetainPublish"], "topic/a/*"),
  deny("iot:RetainPublish", "topic/a/flying"),
];
const UNTIL_THEN = [{ ...allow("iot:Publish", "topic/a"), Condition: { DateLessThan: { "aws:CurrentTime": SOON } } }];

/**
 * Makes a policy.
 * @returns the policy, the decisions that it reported, and the repetitions that were counted while `counts.on`
 */
function setUp(statements: readonly object[] = LASTING, now: () => number = Date.now) {
  const counts = { on: true };
  const told: string[] = [];
  const counted: string[] = [];
  const context = { account: ACCOUNT, clientId: "c", now };
  const policy = connectionPolicy(policyOf(...statements), context, (action, topic, allowed) => {
    told.push(`${action} ${topic} ${allowed}`);
    if (!allowed) return undefined;
    return {
      again() {
        if (counts.on) counted.push(`${action} ${topic}`);
        return counts.on;
      },
    };
  });
  const publish = (topic: string, retain = false) => policy.publish(topic, { retain }).allowed;
  return { counts, told, counted, policy, publish };
}

describe("a policy whose decisions are reported", () => {
  it("reports each allowed action on a topic once, and counts its repetitions", () => {
    const { told, counted, policy, publish } = setUp();
    for (let round = 0; round < 3; round++) {
      expect([publish("a/1"), publish("a/2"), policy.receive("a/1").allowed]).toEqual([true, true, true]);
    }
    expect(told).toEqual(["iot:Publish a/1 true", "iot:Publish a/2 true", "iot:Receive a/1 true"]);
    expect(counted).toEqual([...told, ...told].map((line) => line.replace(" true", "")));
  });

  it("reports a repetition that its counter does not count any more", () => {
    const { counts, told, counted, publish } = setUp();
    publish("a/1");
    publish("a/1");
    counts.on = false;
    publish("a/1");
    counts.on = true;
    publish("a/1");
    expect(told).toEqual(["iot:Publish a/1 true", "iot:Publish a/1 true"]);
    expect(counted).toEqual(["iot:Publish a/1", "iot:Publish a/1"]);
  });

  it("keeps the counter of each report in place of the one before, without searching for it", () => {
    const { counts, told, counted, publish } = setUp();
    const [get, set] = [jest.spyOn(WeakMap.prototype, "get"), jest.spyOn(WeakMap.prototype, "set")];
    counts.on = false;
    for (let round = 0; round < 5; round++) publish("a/1");
    expect(told).toHaveLength(5);
    expect([get.mock.calls.length, set.mock.calls.length]).toEqual([0, 1]);
    publish("a/2");
    counts.on = true;
    for (const topic of ["a/1", "a/2", "a/1"]) publish(topic);
    expect(counted).toEqual(["iot:Publish a/1", "iot:Publish a/2", "iot:Publish a/1"]);
    get.mockRestore();
    set.mockRestore();
  });

  it("reports every refusal", () => {
    const { told, counted, publish } = setUp();
    for (let round = 0; round < 3; round++) expect(publish("b")).toBe(false);
    expect(told).toEqual(Array(3).fill("iot:Publish b false"));
    expect(counted).toEqual([]);
  });

  it("evaluates iot:RetainPublish although the client published to the same topic without RETAIN", () => {
    const { told, publish } = setUp();
    expect([publish("a/flying"), publish("a/flying"), publish("a/flying", true)]).toEqual([true, true, false]);
    expect(told).toEqual(["iot:Publish a/flying true", "iot:Publish a/flying false"]);
    expect([publish("a/flying"), publish("a/1", true), publish("a/1", true)]).toEqual([true, true, true]);
  });

  it("decides and reports each time if the decision depends on the time", () => {
    let time = Date.parse(SOON) - 1;
    const { told, counted, publish } = setUp(UNTIL_THEN, () => time);
    expect([publish("a"), publish("a")]).toEqual([true, true]);
    time++;
    expect(publish("a")).toBe(false);
    expect(told).toEqual(["iot:Publish a true", "iot:Publish a true", "iot:Publish a false"]);
    expect(counted).toEqual([]);
  });
});
