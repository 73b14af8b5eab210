import { compileGroup, longestArnPrefix } from "../../../config/groups/compile-group";
import { device } from "../../../config/groups/device";
import { groupSchema } from "../../../config/schema/group-schema";

describe("device", () => {
  it("allows telemetry and commands under its own name, and nothing else", () => {
    const compiled = compileGroup("g", groupSchema.parse(device()), longestArnPrefix("us-east-1"));
    expect(compiled).toMatchObject({
      ok: true,
      group: {
        clientIds: ["{username}"],
        documents: [
          {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: ["iot:Connect"], Resource: ["client/{username}"] },
              { Effect: "Allow", Action: ["iot:Publish"], Resource: ["topic/telemetry/{username}/*"] },
              { Effect: "Allow", Action: ["iot:Subscribe"], Resource: ["topicfilter/commands/{username}/*"] },
              { Effect: "Allow", Action: ["iot:Receive"], Resource: ["topic/commands/{username}/*"] },
            ],
          },
        ],
      },
    });
  });
});
