import { compileGroup, longestArnPrefix } from "../../../config/groups/compile-group";
import { mqtt5Sample } from "../../../config/groups/mqtt5-sample";
import { groupSchema } from "../../../config/schema/group-schema";

describe("mqtt5Sample", () => {
  it("is the policy that AWS publishes with its samples", () => {
    const compiled = compileGroup("g", groupSchema.parse(mqtt5Sample()), longestArnPrefix("us-east-1"));
    expect(compiled).toMatchObject({
      ok: true,
      group: {
        clientIds: ["mqtt5-sample-*"],
        documents: [
          {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: ["iot:Connect"], Resource: ["client/mqtt5-sample-*"] },
              { Effect: "Allow", Action: ["iot:Publish"], Resource: ["topic/test/topic"] },
              { Effect: "Allow", Action: ["iot:Subscribe"], Resource: ["topicfilter/test/topic"] },
              { Effect: "Allow", Action: ["iot:Receive"], Resource: ["topic/test/topic"] },
            ],
          },
        ],
      },
    });
  });
});
