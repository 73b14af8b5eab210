import { policyAccess } from "../../../cli/aws/policy-access";

const PREFIX = "arn:aws-cn:iot:cn-north-1:123456789012:";
const read = (...statements: object[]) =>
  policyAccess([JSON.stringify({ Version: "2012-10-17", Statement: statements })]).map(
    ({ may, action, resource, conditional }) =>
      `${may ? "may" : "may not"} ${action} ${resource}${conditional ? " ?" : ""}`,
  );

describe("what a policy allows", () => {
  it("is listed in the order connect, publish, subscribe, receive, with denials last", () => {
    expect(
      read(
        { Effect: "Deny", Action: "iot:Publish", Resource: `${PREFIX}topic/a/secret` },
        {
          Effect: "Allow",
          Action: ["iot:Receive", "iot:Publish", "iot:RetainPublish"],
          Resource: [`${PREFIX}topic/a/*`, `${PREFIX}topic/b`],
        },
        { Effect: "Allow", Action: ["iot:Subscribe"], Resource: `${PREFIX}topicfilter/a/+/topic/x` },
        { Effect: "Allow", Action: "iot:Connect", Resource: `${PREFIX}client/meter-1` },
      ),
    ).toEqual([
      "may connect as meter-1",
      "may publish to a/*",
      "may publish to b",
      "may publish retained to a/*",
      "may publish retained to b",
      "may subscribe to a/+/topic/x",
      "may receive a/*",
      "may receive b",
      "may not publish to a/secret",
    ]);
  });

  it("includes wildcards, conditions, unknown actions and a single statement of other authorizers' policies", () => {
    expect(read({ Effect: "Allow", Action: "iot:*", Resource: "*" })).toEqual(["may do anything with *"]);
    expect(read({ Effect: "Allow", Action: "IOT:connect", Resource: "*", Condition: { Bool: {} } })).toEqual([
      "may connect as * ?",
    ]);
    expect(read({ Effect: "Allow", NotAction: "iot:Publish", Resource: "*" })).toEqual(["may do anything with * ?"]);
    expect(
      policyAccess([
        JSON.stringify({ Statement: { Effect: "Allow", Action: "iot:GetThingShadow", Resource: `${PREFIX}thing/x` } }),
      ]),
    ).toEqual([{ may: true, action: "iot:GetThingShadow", resource: `${PREFIX}thing/x`, conditional: false }]);
  });

  it("is listed once if several documents repeat it", () => {
    const document = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "iot:Connect", Resource: "*" }] });
    expect(policyAccess([document, document])).toHaveLength(1);
    expect(policyAccess([])).toEqual([]);
  });
});
