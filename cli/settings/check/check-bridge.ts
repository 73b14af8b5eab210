import { isIP } from "node:net";
import { clientIdObstacle, filterObstacle } from "../../access/aws-limits";
import { type Asker, userAccess } from "../../access/user-access";
import { NANOMQ_TRAPS } from "../clients/nanomq-bridge";
import { clientIdFor } from "../known-client";
import {
  type BridgeFinding,
  type BridgeSection,
  type BridgeSetting,
  type CarriedTopic,
  settingOf,
  written,
} from "./bridge-section";
import { classicKeyFindings } from "./classic-keys";

/** The user, the endpoint and the version that a bridge is checked for. */
export interface CheckedAgainst {
  /** User whose rules apply. @default - none: only AWS IoT Core's own rules are checked */
  readonly asker?: Omit<Asker, "clientId">;
  /** Whether the endpoint accepts a user name and password without ALPN. */
  readonly withoutAlpn: boolean;
  /** Version of NanoMQ, for its key=value form. @default - all versions are considered */
  readonly nanoMq?: string;
}

/**
 * Finds what AWS IoT Core or the stack would refuse in a bridge's configuration, in the order of its lines.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html
 */
export function checkBridge(section: BridgeSection, against: CheckedAgainst): BridgeFinding[] {
  const findings = [
    ...(section.format === "mosquitto" ? mosquittoOnly(section, against) : nanoMqOnly(section, against)),
    ...place(section),
    ...clientId(section, against),
    ...(section.format === "nanomq-classic" ? classicKeyFindings(section, against.nanoMq) : []),
    ...section.topics.flatMap((topic) => topicFindings(section, topic, against)),
  ];
  return findings.sort((a, b) => a.line - b.line);
}

function place(section: BridgeSection): BridgeFinding[] {
  const found = settingOf(section, "address", "addresses", "server", "host");
  if (found === undefined) return [{ line: section.line, what: "The bridge has no address, so it does not start." }];
  const [, host = "", port = ""] = /^(?:[a-z+-]+:\/\/)?(\[[^\]]*\]|[^:/\s]*)(?::(\d+))?/.exec(found.value) ?? [];
  const rewritten = (value: string) => written(section, found.key, value);
  const alone = settingOf(section, "port");
  return [
    ...(isIP(host) === 0
      ? []
      : [
          {
            line: found.line,
            what: "AWS IoT Core refuses a client that connects to an IP address: TLS has to name the host (SNI).",
            write: rewritten("ENDPOINT:443"),
          },
        ]),
    ...((alone?.value ?? port) === "1883"
      ? [
          {
            line: (alone ?? found).line,
            what: "AWS IoT Core does not listen on port 1883: MQTT is over TLS only.",
            write: alone
              ? written(section, "port", 8883)
              : rewritten(found.value.replace(/:1883$/, section.format === "mosquitto" ? ":443" : ":8883")),
          },
        ]
      : []),
  ];
}

function clientId(section: BridgeSection, { asker }: CheckedAgainst): BridgeFinding[] {
  const key = section.format === "mosquitto" ? "remote_clientid" : "clientid";
  const found = settingOf(section, key, "clientid");
  const allowed = asker ? clientIdFor(asker.group, asker.username, "bridge") : "CLIENT-ID-OF-THE-GROUP";
  const write = written(section, key, allowed);
  if (found === undefined)
    return [
      {
        line: section.line,
        what: "The bridge has no client id, and the policy does not allow the one that the program generates.",
        write,
      },
    ];
  const obstacle = clientIdObstacle(found.value);
  if (obstacle !== undefined) return [{ line: found.line, what: obstacle, write }];
  if (asker === undefined || userAccess({ ...asker, clientId: found.value }, "connect", found.value).allowed) return [];
  return [
    {
      line: found.line,
      what: `Group ${asker.groupName} does not allow the client id ${JSON.stringify(found.value)}.`,
      write,
    },
  ];
}

function topicFindings(section: BridgeSection, topic: CarriedTopic, { asker }: CheckedAgainst): BridgeFinding[] {
  const { remote, direction, qos, line, qosLine = line } = topic;
  const again = (changed: Partial<CarriedTopic>) => topicLine(section, { ...topic, ...changed });
  const obstacle = filterObstacle(remote);
  const may = (action: "publish" | "subscribe") =>
    asker === undefined ||
    userAccess({ ...asker, clientId: clientIdFor(asker.group, asker.username, "bridge") }, action, remote).allowed;
  const only = direction === "both" ? (may("publish") ? "out" : "in") : direction;
  const refused = only === "out" ? !may("publish") : !may("subscribe");
  const qosText =
    section.format === "mosquitto"
      ? again({ qos: 1, direction: only })
      : section.format === "nanomq"
        ? "qos = 1"
        : undefined;
  return [
    ...(qos === 2
      ? [
          {
            line: qosLine,
            what: "AWS IoT Core refuses quality of service 2.",
            ...(qosText === undefined ? { write: "the same line with =1 in place of =2" } : { write: qosText }),
          },
        ]
      : []),
    ...(direction === "both"
      ? [
          {
            line,
            what: "AWS IoT Core sends a bridge its own messages back, so a topic in both directions loops.",
            write: again({ direction: only, qos: Math.min(qos ?? 0, 1) }),
          },
        ]
      : []),
    ...(obstacle === undefined ? [] : [{ line, what: obstacle }]),
    ...(remote.startsWith("$SYS")
      ? [{ line, what: "AWS IoT Core has no $SYS topics, and closes the connection when a client publishes to one." }]
      : []),
    ...(refused && asker
      ? [
          {
            line,
            what: `Group ${asker.groupName} may not ${only === "out" ? "publish" : "subscribe"} to ${JSON.stringify(remote)}, so AWS IoT Core closes the connection.`,
          },
        ]
      : []),
  ];
}

function topicLine({ format }: BridgeSection, { remote, direction, qos = 1 }: CarriedTopic): string {
  return format === "mosquitto" ? `topic ${remote} ${direction} ${qos}` : `remote_topic = "${remote}"`;
}

function mosquittoOnly(section: BridgeSection, { asker, withoutAlpn }: CheckedAgainst): BridgeFinding[] {
  const get = (key: string) => settingOf(section, key);
  const end = Math.max(section.line, ...section.settings.map(({ line }) => line));
  const must = (key: string, value: string, what: string): BridgeFinding[] => {
    const found = get(key);
    return found?.value === value ? [] : [{ line: found?.line ?? end, what, write: `${key} ${value}` }];
  };
  const [user, certificate, alpn] = [
    get("remote_username") ?? get("username"),
    get("bridge_certfile"),
    get("bridge_alpn"),
  ];
  const port = /:(\d+)$/.exec(get("address")?.value ?? "")?.[1] ?? "1883";
  const tls = get("bridge_cafile") ?? get("bridge_capath") ?? get("bridge_tls_use_os_certs");
  const version = get("bridge_protocol_version");
  const wanted = certificate && !user ? "x-amzn-mqtt-ca" : "mqtt";
  const needsAlpn = port === "443" && !(withoutAlpn && !certificate);
  return [
    ...(tls === undefined
      ? [
          {
            line: end,
            what: "Without a CA mosquitto does not use TLS, and AWS IoT Core accepts TLS only.",
            write: "bridge_capath /etc/ssl/certs",
          },
        ]
      : []),
    ...(needsAlpn && alpn?.value !== wanted
      ? [
          {
            line: alpn?.line ?? end,
            what: `On port 443 AWS IoT Core accepts ${wanted === "mqtt" ? "a user name and password" : "a certificate"} only with ALPN ${wanted}.`,
            write: `bridge_alpn ${wanted}`,
          },
        ]
      : []),
    ...(port === "8883" && user && !certificate && !withoutAlpn
      ? [
          {
            line: get("address")?.line ?? end,
            what: "Port 8883 is for certificates: a user name and password need port 443.",
            write: `address ${(get("address")?.value ?? "").replace(/:8883$/, ":443")}`,
          },
        ]
      : []),
    ...(user === undefined && certificate === undefined
      ? [
          {
            line: end,
            what: "The bridge has neither a user name nor a certificate, and AWS IoT Core requires one of them.",
            write: `remote_username ${asker?.username ?? "USER"}`,
          },
        ]
      : []),
    ...(version && !["mqttv311", "mqttv50"].includes(version.value)
      ? [
          {
            line: version.line,
            what: "AWS IoT Core supports MQTT 3.1.1 and 5.",
            write: "bridge_protocol_version mqttv311",
          },
        ]
      : []),
    ...must(
      "try_private",
      "false",
      "try_private is on by default: it marks the CONNECT packet as a bridge's, which AWS IoT Core does not support.",
    ),
    ...must(
      "notifications",
      "false",
      "Notifications are on by default: mosquitto publishes a retained message to $SYS, and AWS IoT Core closes the connection.",
    ),
    ...(get("bridge_insecure")?.value === "true"
      ? must("bridge_insecure", "false", "The bridge does not verify the server's name: any server can pose as AWS.")
      : []),
    ...(asker && asker.group.retain.length === 0 && section.topics.some(({ direction }) => direction !== "in")
      ? must(
          "bridge_outgoing_retain",
          "false",
          `Group ${asker.groupName} may not publish with RETAIN: AWS IoT Core closes the connection at a retained message.`,
        )
      : []),
  ];
}

function nanoMqOnly(section: BridgeSection, { withoutAlpn }: CheckedAgainst): BridgeFinding[] {
  const { format, name, forAwsBuild, line } = section;
  const get = (...keys: string[]) => settingOf(section, ...keys);
  const server = get("server", "address", "host");
  const version = get("proto_ver");
  const user = get("username");
  const certificate = get("ssl.certfile");
  const unheeded = section.settings.filter(({ key }) => /^ssl\.(verify_peer|fail_if_no_peer_cert|sni)$/.test(key));
  const isTls = server === undefined || server.key === "host" || server.value.startsWith("tls+mqtt-tcp://");
  return [
    ...(forAwsBuild
      ? [
          {
            line,
            what: "This section is for NanoMQ's build with the AWS SDK, which is in no image or package; the standard build can carry the same topics.",
            write: format === "nanomq" ? `bridges.mqtt.${name} {` : `bridge.mqtt.${name}.… in every line, without aws.`,
          },
        ]
      : []),
    ...(isTls
      ? []
      : [
          {
            line: server.line,
            what: "Without tls+mqtt-tcp:// NanoMQ does not use TLS, and AWS IoT Core accepts TLS only.",
            write: written(
              { ...section, forAwsBuild: false },
              format === "nanomq" ? "server" : "address",
              `tls+mqtt-tcp://${server.value.replace(/^[a-z+-]+:\/\//, "")}`,
            ),
          },
        ]),
    ...(version && !["4", "5"].includes(version.value)
      ? [
          {
            line: version.line,
            what: "AWS IoT Core supports MQTT 3.1.1 and 5.",
            write: written(section, "proto_ver", 4),
          },
        ]
      : []),
    ...(format === "nanomq" && version?.value !== "5" && get("no_local_v4")?.value !== "false"
      ? [
          {
            line: get("no_local_v4")?.line ?? line,
            what: "NanoMQ sends protocol level 0x84 by default, and it is not known whether AWS IoT Core accepts it.",
            write: "no_local_v4 = false",
          },
        ]
      : []),
    ...(certificate === undefined && !withoutAlpn
      ? [
          {
            line: (user ?? server)?.line ?? line,
            what: "NanoMQ sends no ALPN, so AWS IoT Core accepts a certificate from it but no user name and password, unless the endpoint needs no ALPN (withoutAlpn()).",
          },
        ]
      : []),
    ...unheeded.map((setting: BridgeSetting) => ({
      line: setting.line,
      what: `NanoMQ does not read ${setting.key} for a bridge. ${NANOMQ_TRAPS[0]}`,
    })),
  ];
}
