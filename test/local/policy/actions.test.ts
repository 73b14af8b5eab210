import { actionMatches, type IotAction } from "../../../local/policy/actions";

describe("an Action entry", () => {
  test.each<[string, IotAction, boolean]>([
    ["iot:Publish", "iot:Publish", true],
    ["iot:Publish", "iot:RetainPublish", false],
    ["iot:publish", "iot:Publish", true],
    ["IOT:PUBLISH", "iot:Publish", true],
    ["*", "iot:Connect", true],
    ["iot:*", "iot:Subscribe", true],
    ["iot:*Publish", "iot:RetainPublish", true],
    ["iot:*publish", "iot:Publish", true],
    ["iot:Re?eive", "iot:Receive", true],
    ["iot:Re*", "iot:Publish", false],
    ["iotjobsdata:*", "iot:Publish", false],
  ])("%s about %s: %s", (pattern, action, expected) => {
    expect(actionMatches(pattern, action)).toBe(expected);
  });
});
