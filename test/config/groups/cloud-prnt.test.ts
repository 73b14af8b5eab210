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
  it("allows a printer its own topics, and not those of other printers", () => {
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
  it("allows a server all printers' topics, on several connections with its name as prefix", () => {
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
  it("can be set for both groups", () => {
    expect(cloudPrnt.printer({ prefix: "shop/prnt" })).toMatchObject({
      publish: ["shop/prnt/to-server/{username}/#"],
      subscribe: ["shop/prnt/to-device/{username}/#"],
    });
    expect(cloudPrnt.server({ prefix: "shop/prnt/" })).toMatchObject({
      publish: ["shop/prnt/to-device/#"],
      subscribe: ["shop/prnt/to-server/#"],
    });
  });

  it("is refused with the name of the function that was called", () => {
    expect(() => cloudPrnt.printer({ prefix: "" })).toThrow("`cloudPrnt.printer.prefix` must");
    expect(() => cloudPrnt.server({ prefix: "#" })).toThrow("`cloudPrnt.server.prefix` must");
  });
});
