import { httpTopic } from "../../../cli/tokens/issue-notes";
import { groupSchema } from "../../../config/schema/group-schema";

const topicOf = (group: object) => httpTopic(groupSchema.parse({ clientIds: ["{username}"], ...group }), "dev1");

describe("httpTopic", () => {
  it("fills the first rule that publishes", () => {
    expect(topicOf({ publish: ["a/{username}/#", "b"] })).toBe("a/dev1/hello");
    expect(topicOf({ publish: ["b"] })).toBe("b");
  });

  it.each([
    [{ publish: [] }],
    [{ publish: ["a", "b/{clientId}"] }],
    [{ publish: ["a"], subscribe: ["{clientId}/#"] }],
    [{ publish: ["a"], clientIds: ["{clientId}"] }],
  ])("finds no topic in %j", (group) => {
    expect(topicOf(group)).toBeUndefined();
  });
});
