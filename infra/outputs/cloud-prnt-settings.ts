/**
 * CloudPRNT's server settings (`cloudprnt-setting.json`), from which a printer learns how to reach the broker. The password is left
 * for whoever serves the file: every printer has its own.
 * @param authorizerName Named in the user name, for authorizers that are not the default
 * @see https://star-m.jp/products/s_print/sdk/StarCloudPRNT/manual/en/
 */
export function cloudPrntSettings(endpoint: string, authorizerName: string | undefined): object {
  return {
    title: "star_cloudprnt_server_setting",
    version: "1.0.0",
    serverSupportProtocol: ["HTTP", "MQTT"],
    settingForMQTT: {
      useTriggerPOST: false,
      mqttConnectionSetting: {
        hostName: endpoint,
        portNumber: 443,
        useTls: true,
        authenticationSetting: {
          clientId: "{MAC}",
          username: authorizerName === undefined ? "{MAC}" : `{MAC}?x-amz-customauthorizer-name=${authorizerName}`,
          password: "",
        },
        tlsSetting: { alpn: ["mqtt"] },
      },
    },
  };
}
