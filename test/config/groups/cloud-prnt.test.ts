import { cloudPrnt } from "../../../config/groups/cloud-prnt";
import { compileGroup, longestArnPrefix } from "../../../config/groups/compile-group";
import { groupSchema } from "../../../config/schema/group-schema";

function policy(group: object): unknown {
  const compiled = compileGroup("g", groupSchema.parse(group), longestArnPrefix("us-east-1"));
  return compiled.ok ? compiled.group.documents : compiled.problems;
}

const allow = (action: string, ...resources: string[]): object => ({
  Effect: "Allow",
  Action: [action],
  Resource: resources,
});

describe("cloudPrnt.printer", () => {
  it("reaches its own topics and no other printer's", () => {
    expect(policy(cloudPrnt.printer())).toEqual([
      {
        Version: "2012-10-17",
        Statement: [
          allow("iot:Connect", "client/{username}"),
          allow("iot:Publish", "topic/star/cloudprnt/to-server/{username}/*"),
          allow("iot:Subscribe", "topicfilter/star/cloudprnt/to-device/{username}/*"),
          allow("iot:Receive", "topic/star/cloudprnt/to-device/{username}/*"),
        ],
      },
    ]);
  });
});

describe("cloudPrnt.server", () => {
  it("reaches every printer's topics, over as many connections as it likes to call after itself", () => {
    expect(policy(cloudPrnt.server())).toEqual([
      {
        Version: "2012-10-17",
        Statement: [
          allow("iot:Connect", "client/{username}", "client/{username}~*"),
          allow("iot:Publish", "topic/star/cloudprnt/to-device/*"),
          allow("iot:Subscribe", "topicfilter/star/cloudprnt/to-server/*"),
          allow("iot:Receive", "topic/star/cloudprnt/to-server/*"),
        ],
      },
    ]);
  });
});

describe("the prefix of CloudPRNT topics", () => {
  it("may be chosen, for both ends alike", () => {
    expect(cloudPrnt.printer({ prefix: "shop/prnt" })).toMatchObject({
      publish: ["shop/prnt/to-server/{username}/#"],
      subscribe: ["shop/prnt/to-device/{username}/#"],
    });
    expect(cloudPrnt.server({ prefix: "shop/prnt/" })).toMatchObject({
      publish: ["shop/prnt/to-device/#"],
      subscribe: ["shop/prnt/to-server/#"],
    });
  });

  it("is refused under the name of the group that was asked for", () => {
    expect(() => cloudPrnt.printer({ prefix: "" })).toThrow("`cloudPrnt.printer.prefix` must");
    expect(() => cloudPrnt.server({ prefix: "#" })).toThrow("`cloudPrnt.server.prefix` must");
  });
});
