import type { SettingsClient } from "./settings-client";

/** A row of the table of clients. */
export interface ClientEntry {
  readonly name: string;
  /** One line, as lists of commands show it. */
  readonly summary: string;
  /** Loads the client's file; only that of the client asked for is loaded. */
  readonly client: () => Promise<SettingsClient>;
}

/** Every client that settings are written for. A new one needs a file under `clients/` and a row here. */
export const CLIENT_ENTRIES: readonly ClientEntry[] = [
  {
    name: "cloudprnt",
    summary: "CloudPRNT server settings for a Star printer",
    client: async () => (await import("./clients/cloudprnt")).cloudprnt,
  },
  {
    name: "mosquitto-bridge",
    summary: "a bridge section for mosquitto.conf",
    client: async () => (await import("./clients/mosquitto-bridge")).mosquittoBridge,
  },
  {
    name: "nanomq-bridge",
    summary: "a bridge section for nanomq.conf",
    client: async () => (await import("./clients/nanomq-bridge")).nanomqBridge,
  },
  {
    name: "node-red",
    summary: "a flow to import into Node-RED",
    client: async () => (await import("./clients/node-red")).nodeRed,
  },
  {
    name: "paho-python",
    summary: "a Python program with paho-mqtt",
    client: async () => (await import("./clients/paho-python")).pahoPython,
  },
  {
    name: "mqttjs",
    summary: "a Node.js program with MQTT.js",
    client: async () => (await import("./clients/mqttjs")).mqttjs,
  },
];
