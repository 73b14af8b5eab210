import { cloudPrnt } from "../../../config/groups/cloud-prnt";
import { device } from "../../../config/groups/device";
import { type GroupInput, groupSchema } from "../../../config/schema/group-schema";
import { cloudPrntSettings, cloudPrntTopics, printerTopics } from "../../../infra/outputs/cloud-prnt-settings";

const group = (input: GroupInput) => groupSchema.parse(input);
const STANDARD = {
  deviceSubscribeTopicName: "star/cloudprnt/to-device/{MAC}",
  devicePublishTopicName: "star/cloudprnt/to-server/{MAC}",
};
const SHOP = { deviceSubscribeTopicName: "shop/p/to-device/{MAC}", devicePublishTopicName: "shop/p/to-server/{MAC}" };

describe("a printer's topics", () => {
  it.each<[string, GroupInput, object | undefined]>([
    ["Star's", cloudPrnt.printer(), STANDARD],
    [
      "Star's, if wider rules allow them",
      { clientIds: ["{username}"], publish: ["star/#"], subscribe: ["star/cloudprnt/#"] },
      STANDARD,
    ],
    ["those of a prefix", cloudPrnt.printer({ prefix: "shop/p" }), SHOP],
    [
      "those of other rules",
      device(),
      { deviceSubscribeTopicName: "commands/{MAC}", devicePublishTopicName: "telemetry/{MAC}" },
    ],
    ["none without a rule to publish", { clientIds: ["{username}"], subscribe: ["a/{username}/#"] }, undefined],
    [
      "none if the rules have no user name",
      { clientIds: ["{username}"], publish: ["a/#"], subscribe: ["b/#"] },
      undefined,
    ],
    [
      "none if the rules allow no further level",
      { clientIds: ["{username}"], publish: ["a/{username}"], subscribe: ["b/{username}"] },
      undefined,
    ],
  ])("are %s", (_, input, expected) => {
    expect(cloudPrntTopics(group(input))).toEqual(expected);
  });

  it("come from the group of printers, in any order of the groups", () => {
    const sensors = group(device());
    const printers = group(cloudPrnt.printer({ prefix: "shop/p" }));
    expect(printerTopics({ sensors, printers })).toEqual(SHOP);
    expect(printerTopics({ sensors, printers, more: group(cloudPrnt.printer()) })).toEqual(STANDARD);
    expect(printerTopics({ sensors, servers: group(cloudPrnt.server()) })).toBeUndefined();
  });
});

describe("CloudPRNT's server settings", () => {
  it("contain the broker's address, the MAC address as user name and client id, and no password", () => {
    expect(cloudPrntSettings("xyz-ats.iot.us-east-1.amazonaws.com", undefined, STANDARD)).toEqual({
      title: "star_cloudprnt_server_setting",
      version: "1.0.0",
      serverSupportProtocol: ["HTTP", "MQTT"],
      settingForMQTT: {
        useTriggerPOST: false,
        mqttConnectionSetting: {
          hostName: "xyz-ats.iot.us-east-1.amazonaws.com",
          portNumber: 443,
          useTls: true,
          authenticationSetting: { clientId: "{MAC}", username: "{MAC}", password: "" },
          tlsSetting: { alpn: ["mqtt"] },
        },
      },
    });
  });

  it("name an authorizer that is not the default in the user name", () => {
    expect(cloudPrntSettings("host", "cloudprnt", SHOP)).toMatchObject({
      settingForMQTT: {
        ...SHOP,
        mqttConnectionSetting: {
          authenticationSetting: { clientId: "{MAC}", username: "{MAC}?x-amz-customauthorizer-name=cloudprnt" },
        },
      },
    });
  });
});
