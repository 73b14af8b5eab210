import { fillPlaceholders } from "../../config/groups";
import type { GroupSettings } from "../../config/schema";

/** Topics of a printer. CloudPRNT appends a level to each: a method, or `#` to subscribe. */
export interface CloudPrntTopics {
  readonly deviceSubscribeTopicName: string;
  readonly devicePublishTopicName: string;
}

/** Placeholder for the printer's MAC address in settings for all printers. */
export const MAC = "{MAC}";

/** Topics that a printer uses if its settings do not name topics. */
const DEFAULT_TOPICS: CloudPrntTopics = {
  deviceSubscribeTopicName: `star/cloudprnt/to-device/${MAC}`,
  devicePublishTopicName: `star/cloudprnt/to-server/${MAC}`,
};

/**
 * The printer's own topics according to a group's rules: Star's topics if the rules cover them, otherwise those of the
 * first rules that contain the user name and end with `/#`.
 * @returns `undefined` if the group has no such rules, so that its users cannot be printers
 * @example cloudPrntTopics(groups.printers)?.devicePublishTopicName // "shop/cloudprnt/to-server/{MAC}"
 * @see
 * https://star-m.jp/products/s_print/sdk/StarCloudPRNT/manual/en/protocol-reference/mqtt-method-reference/mqtt-topic/index.html
 */
export function cloudPrntTopics({
  publish,
  subscribe,
}: Pick<GroupSettings, "publish" | "subscribe">): CloudPrntTopics | undefined {
  const deviceSubscribeTopicName = topicOf(subscribe, DEFAULT_TOPICS.deviceSubscribeTopicName);
  const devicePublishTopicName = topicOf(publish, DEFAULT_TOPICS.devicePublishTopicName);
  if (deviceSubscribeTopicName === undefined || devicePublishTopicName === undefined) return undefined;
  return { deviceSubscribeTopicName, devicePublishTopicName };
}

function topicOf(rules: readonly string[], standard: string): string | undefined {
  const open = rules.filter((rule) => /^[^$].*\/#$/.test(rule) && !rule.includes("+"));
  const bases = open.map((rule) => fillPlaceholders(rule.slice(0, -2), { username: MAC, clientId: MAC }));
  if (bases.some((base) => `${standard}/`.startsWith(`${base}/`))) return standard;
  return bases.find((base) => base.includes(MAC));
}

/**
 * The topics of the group whose users are most likely printers: a group with Star's topics, otherwise one whose topics
 * are named like Star's.
 * @returns `undefined` if no group's users may connect under their own name and have such topics
 */
export function printerTopics(groups: Readonly<Record<string, GroupSettings>>): CloudPrntTopics | undefined {
  const found = Object.values(groups)
    .filter(({ clientIds }) => clientIds.some((rule) => rule === "{username}" || rule === "{clientId}"))
    .flatMap((group) => cloudPrntTopics(group) ?? []);
  return (
    found.find((topics) => isStandard(topics)) ??
    found.find(({ deviceSubscribeTopicName }) => deviceSubscribeTopicName.endsWith(`/to-device/${MAC}`))
  );
}

function isStandard({ deviceSubscribeTopicName, devicePublishTopicName }: CloudPrntTopics): boolean {
  return (
    deviceSubscribeTopicName === DEFAULT_TOPICS.deviceSubscribeTopicName &&
    devicePublishTopicName === DEFAULT_TOPICS.devicePublishTopicName
  );
}

/**
 * CloudPRNT's server settings (`cloudprnt-setting.json`), with which a printer connects to the broker. The password is
 * left empty for the server that serves the file, since every printer has its own. Topics are named only if they are
 * not Star's. Assumption: their names are members of `settingForMQTT` itself; Star's manual shows the two lines without
 * the surrounding object.
 * @param authorizerName Named in the user name, for authorizers that are not the default
 * @see https://star-m.jp/products/s_print/sdk/StarCloudPRNT/manual/en/
 */
export function cloudPrntSettings(endpoint: string, authorizerName: string | undefined, topics: CloudPrntTopics) {
  return {
    title: "star_cloudprnt_server_setting",
    version: "1.0.0",
    serverSupportProtocol: ["HTTP", "MQTT"],
    settingForMQTT: {
      useTriggerPOST: false,
      ...(isStandard(topics) ? {} : topics),
      mqttConnectionSetting: {
        hostName: endpoint,
        portNumber: 443,
        useTls: true,
        authenticationSetting: {
          clientId: MAC,
          username: authorizerName === undefined ? MAC : `${MAC}?x-amz-customauthorizer-name=${authorizerName}`,
          password: "",
        },
        tlsSetting: { alpn: ["mqtt"] },
      },
    },
  };
}
