import { groupStatements } from "../../../config/groups/statements";
import { groupSchema } from "../../../config/schema/group-schema";

/** Returns the resources of a group's statements, by action. */
function resources(settings: object): Record<string, readonly string[]> {
  const statements = groupStatements(groupSchema.parse({ clientIds: ["{username}"], ...settings }));
  expect(statements.every(({ Effect, Action }) => Effect === "Allow" && Action.length === 1)).toBe(true);
  return Object.fromEntries(statements.map(({ Action, Resource }) => [Action[0], Resource]));
}

describe("a group's statements", () => {
  it("allow only Connect if the group has only client ids", () => {
    expect(resources({ clientIds: ["{username}", "gateway-*"] })).toEqual({
      "iot:Connect": ["client/{username}", "client/gateway-*"],
    });
  });

  it("turn a trailing # into *, which crosses levels as # does", () => {
    expect(resources({ publish: ["a/#"], subscribe: ["b/#"] })).toEqual({
      "iot:Connect": ["client/{username}"],
      "iot:Publish": ["topic/a/*"],
      "iot:Subscribe": ["topicfilter/b/*"],
      "iot:Receive": ["topic/b/*"],
    });
  });

  it("keep + in a filter for Subscribe, and turn it into * for Receive", () => {
    expect(resources({ subscribe: ["a/+/b", "+/#"] })).toMatchObject({
      "iot:Subscribe": ["topicfilter/a/+/b", "topicfilter/+/*"],
      "iot:Receive": ["topic/a/*/b", "topic/*/*"],
    });
  });

  it("let a shared subscription receive the topics of the filter inside it", () => {
    expect(resources({ subscribe: ["$share/workers/jobs/#"] })).toMatchObject({
      "iot:Subscribe": ["topicfilter/$share/workers/jobs/*"],
      "iot:Receive": ["topic/jobs/*"],
    });
  });

  it("allow RetainPublish only for the retain rules", () => {
    expect(resources({ publish: ["a/#", "b"], retain: ["b"] })).toMatchObject({
      "iot:Publish": ["topic/a/*", "topic/b"],
      "iot:RetainPublish": ["topic/b"],
    });
  });

  it("contain no resource twice", () => {
    expect(resources({ publish: ["a", "a"], subscribe: ["x/+/y", "x/+/y"] })).toMatchObject({
      "iot:Publish": ["topic/a"],
      "iot:Subscribe": ["topicfilter/x/+/y"],
      "iot:Receive": ["topic/x/*/y"],
    });
  });
});
