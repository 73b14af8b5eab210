import { fillPlaceholders } from "../../config/groups";
import type { GroupSettings } from "../../config/schema";

/** Topics of a printer, to each of which CloudPRNT adds a level: a method, or `#` to subscribe. */
export interface CloudPrntTopics {
  readonly deviceSubscribeTopicName: string;
  readonly devicePublishTopicName: string;
}

/** Stands for the printer's MAC address in the settings of all printers. */
export const MAC = "{MAC}";

/** What a printer uses where its settings name no topics. */
const DEFAULT_TOPICS: CloudPrntTopics = {
  deviceSubscribeTopicName: `star/cloudprnt/to-device/${MAC}`,
  devicePublishTopicName: `star/cloudprnt/to-server/${MAC}`,
};

/**
 * The topics that a group's rules give a printer of its own: Star's where the rules cover those, else those of the first rules that name
 * the user and go on below.
 * @returns `undefined` if the group gives none, so that its users cannot be printers
 * @example cloudPrntTopics(groups.printers)?.devicePublishTopicName // "shop/cloudprnt/to-server/{MAC}"
 * @see https://star-m.jp/products/s_print/sdk/StarCloudPRNT/manual/en/protocol-reference/mqtt-method-reference/mqtt-topic/index.html
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
 * The topics of the group whose users most likely are printers: one with Star's topics, else one with topics named as Star names them.
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
 * CloudPRNT's server settings (`cloudprnt-setting.json`), from which a printer learns how to reach the broker. The password is left
 * for the server that hands out the file: every printer has its own. Topics are named only where they are not Star's. That their names stand in
 * `settingForMQTT` itself is an assumption: Star's manual shows the two lines without what surrounds them.
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
