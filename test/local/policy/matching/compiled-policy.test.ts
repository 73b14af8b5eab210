import { allow, arn, decide, policyOf, variable } from "../helpers";

describe("a compiled policy", () => {
  test("indexes the statements about an action once", () => {
    const policy = policyOf(allow("iot:Publish", "topic/a"));
    expect(policy.forAction("iot:Publish")).toBe(policy.forAction("iot:Publish"));
  });

  test("keeps actions apart", () => {
    const policy = policyOf(allow("iot:Publish", "topic/a"), allow("iot:Receive", "topic/b"));
    expect(policy.forAction("iot:Receive").deciding(arn("topic/a"), {})).toBeUndefined();
  });

  test("without variables is the same for every connection", () => {
    const policy = policyOf(allow("iot:Publish", "topic/a"));
    expect(policy.bind({ clientId: "c" })).toBe(policy);
  });

  test("bound to a connection keeps that connection's values", () => {
    const policy = policyOf(allow("iot:Publish", `topic/${variable("iot:ClientId")}`));
    const bound = policy.bind({ clientId: "c" });
    expect(decide(bound, "iot:Publish", "topic/c", { clientId: "other" }).allowed).toBe(true);
    expect(decide(policy, "iot:Publish", "topic/c", { clientId: "other" }).allowed).toBe(false);
  });

  test("is bound although only one of its statements, or of a statement's resources, has a variable", () => {
    const [fixed, own] = ["topic/a", `topic/${variable("iot:ClientId")}`];
    for (const statements of [
      [allow("iot:Publish", fixed), allow("iot:Publish", own)],
      [allow("iot:Publish", own), allow("iot:Publish", fixed)],
      [allow("iot:Publish", fixed, own)],
      [allow("iot:Publish", own, fixed)],
    ]) {
      const bound = policyOf(...statements).bind({ clientId: "c" });
      expect(decide(bound, "iot:Publish", "topic/c", { clientId: "other" }).allowed).toBe(true);
      expect(decide(bound, "iot:Publish", "topic/a", { clientId: "other" }).allowed).toBe(true);
    }
  });

  test("bound to a connection still evaluates variables of address and time", () => {
    const bound = policyOf(allow("iot:Publish", `topic/${variable("aws:SourceIp")}`)).bind({ sourceIp: "10.0.0.1" });
    expect(decide(bound, "iot:Publish", "topic/10.0.0.2", { sourceIp: "10.0.0.2" }).allowed).toBe(true);
  });
});
