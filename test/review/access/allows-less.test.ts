import { allowsLess } from "../../../review/access/allows-less";

const CONDITION = { Bool: { "iot:Connection.Thing.IsAttached": ["true"] } };
const CONNECT = {
  Effect: "Allow",
  Action: "iot:Connect",
  Resource: "arn:aws:iot:eu-west-1:1:client/a",
  Condition: CONDITION,
};
const PUBLISH = { Effect: "Allow", Action: ["iot:Publish", "iot:RetainPublish"], Resource: ["topic/a", "topic/b"] };
const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const WHOLE = policy(CONNECT, PUBLISH);

describe("allowsLess", () => {
  it.each([
    ["a statement goes", policy(CONNECT)],
    ["an action goes", policy(CONNECT, { ...PUBLISH, Action: "iot:Publish" })],
    ["a resource goes", policy(CONNECT, { ...PUBLISH, Resource: ["topic/b"] })],
    ["everything goes", policy()],
    ["a resource goes and the rest stands in other statements", policy({ ...PUBLISH, Resource: "topic/a" }, CONNECT)],
  ])("is true if %s", (_, after) => {
    expect(allowsLess(WHOLE, after)).toBe(true);
  });

  const { Condition: _, ...unconditional } = CONNECT;
  it.each([
    ["nothing changes", WHOLE],
    ["a resource is added beside what goes", policy({ ...PUBLISH, Resource: ["topic/c"] })],
    ["a wildcard takes the place of two resources", policy(CONNECT, { ...PUBLISH, Resource: "topic/*" })],
    ["a condition goes, whatever else goes too", policy(unconditional)],
    ["an action is any action", policy({ ...PUBLISH, Action: "iot:*" })],
    ["something is denied", policy({ ...PUBLISH, Effect: "Deny" })],
    ["all but a resource is allowed", policy({ Effect: "Allow", Action: "iot:Publish", NotResource: "topic/a" })],
    ["the version is another one", WHOLE.replace("2012-10-17", "2008-10-17")],
    ["a field stands there twice", policy(CONNECT).replace('"Effect"', '"Effect":"Allow","Effect"')],
    ["it is no policy", "{}"],
    ["it is no JSON", "{"],
    ["it is not known", undefined],
  ])("is false if %s", (_, after) => {
    expect(allowsLess(WHOLE, after)).toBe(false);
  });

  it("is false if the old policy is not known", () => {
    expect(allowsLess(undefined, policy(CONNECT))).toBe(false);
  });
});
