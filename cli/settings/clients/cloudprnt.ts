import { ConfigurationError } from "../../../config/problem";
import { visibleJson } from "../../../config/text";
import {
  type CloudPrntTopics,
  cloudPrntSettings,
  cloudPrntTopics,
  MAC,
} from "../../../infra/outputs/cloud-prnt-settings";
import type { ClientTopic } from "../client-topics";
import type { ClientInputs, SettingsClient } from "../settings-client";

/** Star's own settings for AWS IoT Core. */
const SAMPLE =
  "https://github.com/star-micronics/starlabs-cloudprnt-sample-server-php-aws/blob/main/src/php_queue/cloudprnt-setting_Sample/cloudprnt-setting_mqtt.json";

/** CloudPRNT's server settings for one Star printer. */
export const cloudprnt: SettingsClient = {
  name: "cloudprnt",
  title: "Star CloudPRNT",
  versions: "printers with MQTT",
  kind: "device",
  alpn: {
    since: "the first with MQTT (tlsSetting.alpn)",
    source: SAMPLE,
  },
  mqtt: ["3.1.1"],
  webSocket: false,
  logins: ["password"],
  clientIdIsName: true,
  place: "cloudprnt-setting.json, served to the printer",
  traps: ['The field "password" contains the password; serve the file over HTTPS, to that printer only.'],
  keys: {
    names: [
      ...["title", "version", "serverSupportProtocol", "settingForMQTT", "useTriggerPOST", "deviceSubscribeTopicName"],
      ...[
        "devicePublishTopicName",
        "mqttConnectionSetting",
        "hostName",
        "portNumber",
        "useTls",
        "authenticationSetting",
      ],
      ...["clientId", "username", "password", "tlsSetting", "alpn"],
    ],
    source: "https://star-m.jp/products/s_print/sdk/StarCloudPRNT/manual/en/",
    compared: {
      how: "names",
      with: "Star's sample server for AWS IoT (starlabs-cloudprnt-sample-server-php-aws at 2d4fd44)",
      unchecked:
        "deviceSubscribeTopicName and devicePublishTopicName, which only Star's manual has, and whether a printer reads them in settingForMQTT",
    },
  },
  text: serverSettings,
};

function serverSettings({ name, clientId, place, login, topics }: ClientInputs): string {
  const every = JSON.stringify(cloudPrntSettings(place.host, undefined, printerTopics(name, topics)));
  const settings = JSON.parse(every.replaceAll(MAC, name));
  const { mqttConnectionSetting } = settings.settingForMQTT;
  mqttConnectionSetting.portNumber = place.port;
  const given = login.kind === "certificate" ? {} : { username: login.username, password: login.password };
  mqttConnectionSetting.authenticationSetting = { clientId, ...given };
  return visibleJson(settings, 2);
}

/** Finds the printer's own topics among those that it may use. They contain the user's name where the group's rules have a placeholder. */
function printerTopics(name: string, topics: readonly ClientTopic[]): CloudPrntTopics {
  const rules = (wanted: "in" | "out") =>
    topics.filter(({ direction }) => direction === wanted).map(({ filter }) => filter.replaceAll(name, "{username}"));
  const found = cloudPrntTopics({ publish: rules("out"), subscribe: rules("in") });
  if (found !== undefined) return found;
  const remedy =
    'Write rules like "shop/to-device/{username}/#" into the group\'s subscribe and "shop/to-server/{username}/#" into its publish; ' +
    "cloudPrnt.printer() is a group for printers.";
  const must = "be a user with topics of its own to subscribe and to publish to, as printers have";
  throw new ConfigurationError([{ path: "--user", must, got: name, remedy }]);
}
