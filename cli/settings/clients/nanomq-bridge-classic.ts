import type { ClientInputs, SettingsClient } from "../settings-client";
import { NANOMQ_TRAPS, nanomqBridge } from "./nanomq-bridge";

/** {@link nanomqBridge} in the key=value form of NanoMQ 0.19 and earlier. */
export const nanomqBridgeClassic: SettingsClient = {
  ...nanomqBridge,
  name: "nanomq-bridge-classic",
  versions: "0.19 or older, as a bridge",
  place: "nanomq_old.conf; started with nanomq start --old_conf nanomq_old.conf, before 0.14 with --conf",
  traps: [
    ...NANOMQ_TRAPS,
    "NanoMQ 0.20 and later has other keys for topics in this form (forwards.1.remote_topic, subscription.1.remote_topic) and does not read these: use nanomq-bridge there.",
    "Keys that begin with aws.bridge are for a build with the AWS SDK; bridge.mqtt can do the same.",
  ],
  keys: {
    names: [
      ...["bridge_mode", "address", "proto_ver", "clientid", "keepalive", "clean_start", "username", "password"],
      ...["forwards", "subscription.N.topic", "subscription.N.qos", "tls.enable", "tls.keyfile"],
      ...["tls.certfile", "tls.cacertfile", "max_send_queue_len"],
    ],
    source: "https://github.com/nanomq/nanomq/blob/master/docs/en_US/config-description/v013.md",
    compared: {
      how: "names",
      with: "NanoMQ 0.25.6 at 926179e, and its document of version 0.13",
    },
  },
  unfitTopic: (filter) =>
    /[\s,]/u.test(filter)
      ? "nanomq_old.conf cannot hold a topic with a space or a comma"
      : nanomqBridge.unfitTopic?.(filter),
  unfitPassword: (password) => (/\s/u.test(password) ? "nanomq_old.conf cannot hold a space" : undefined),
  text: section,
};

function section({ stackName, place, login, clientId, topics, qos }: ClientInputs): string {
  const out = topics.filter(({ direction }) => direction === "out");
  const into = topics.filter(({ direction }) => direction === "in");
  const entries: [key: string, value: string | number | boolean][] = [
    ["bridge_mode", true],
    ["address", `tls+mqtt-tcp://${place.host}:${place.port}`],
    ["proto_ver", 4],
    ["clientid", clientId],
    ["keepalive", 60],
    ["clean_start", false],
    ...(login.kind === "certificate"
      ? []
      : ([
          ["username", login.username],
          ["password", login.password ?? ""],
        ] as [string, string][])),
    ...(out.length === 0 ? [] : ([["forwards", out.map(({ filter }) => filter).join(",")]] as [string, string][])),
    ...into.flatMap(({ filter }, at): [string, string | number][] => [
      [`subscription.${at + 1}.topic`, filter],
      [`subscription.${at + 1}.qos`, qos],
    ]),
    ["tls.enable", true],
    ...(login.kind === "certificate"
      ? ([
          ["tls.keyfile", login.keyFile],
          ["tls.certfile", login.certificateFile],
        ] as [string, string][])
      : []),
    ["tls.cacertfile", place.caFile ?? "/etc/ssl/certs/Amazon_Root_CA_1.pem"],
    ["max_send_queue_len", 1024],
  ];
  return entries.map(([key, value]) => `bridge.mqtt.${stackName}.${key}=${value}`).join("\n");
}
