import { cloudPrntSettings } from "../../../infra/outputs/cloud-prnt-settings";

describe("CloudPRNT's server settings", () => {
  it("lead a printer to the broker, by its MAC address and with no password", () => {
    expect(cloudPrntSettings("xyz-ats.iot.us-east-1.amazonaws.com", undefined)).toEqual({
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

  it("name an authorizer that is not the default, where printers can: in the user name", () => {
    expect(cloudPrntSettings("host", "cloudprnt")).toMatchObject({
      settingForMQTT: {
        mqttConnectionSetting: {
          authenticationSetting: { clientId: "{MAC}", username: "{MAC}?x-amz-customauthorizer-name=cloudprnt" },
        },
      },
    });
  });
});
