import type { SettingsClient } from "./settings-client";

/** A client in the list of clients. */
export interface ClientEntry {
  readonly name: string;
  /** What the text is, in one line for lists of commands. */
  readonly summary: string;
  /** Loads the client's file, so that a command loads only the client that it needs. */
  readonly client: () => Promise<SettingsClient>;
}

/** All clients that `settings` writes texts for. A new client needs a file in `clients/` and an entry here. */
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
    name: "nanomq-bridge-classic",
    summary: "the same for NanoMQ 0.19 and before",
    client: async () => (await import("./clients/nanomq-bridge-classic")).nanomqBridgeClassic,
  },
  {
    name: "emqx-bridge",
    summary: "connector, actions and rules for emqx.conf",
    client: async () => (await import("./clients/emqx-bridge")).emqxBridge,
  },
  {
    name: "home-assistant",
    summary: "a bridge section for Home Assistant's mosquitto",
    client: async () => (await import("./clients/home-assistant")).homeAssistant,
  },
  {
    name: "esphome",
    summary: "the section mqtt: of an ESPHome configuration",
    client: async () => (await import("./clients/esphome")).esphome,
  },
  {
    name: "node-red",
    summary: "a flow to import into Node-RED",
    client: async () => (await import("./clients/node-red")).nodeRed,
  },
  {
    name: "mqttx",
    summary: "a connection to import into MQTTX",
    client: async () => (await import("./clients/mqttx")).mqttx,
  },
  {
    name: "tasmota",
    summary: "one line for Tasmota's console",
    client: async () => (await import("./clients/tasmota")).tasmota,
  },
  {
    name: "esp-idf",
    summary: "a C file for ESP-IDF",
    client: async () => (await import("./clients/esp-idf")).espIdf,
  },
  {
    name: "arduino-esp32",
    summary: "an Arduino sketch for the ESP32",
    client: async () => (await import("./clients/arduino-esp32")).arduinoEsp32,
  },
  {
    name: "micropython",
    summary: "a MicroPython program with umqtt",
    client: async () => (await import("./clients/micropython")).micropython,
  },
  {
    name: "paho-python",
    summary: "a Python program with paho-mqtt",
    client: async () => (await import("./clients/paho-python")).pahoPython,
  },
  {
    name: "paho-c",
    summary: "a C program with Eclipse Paho",
    client: async () => (await import("./clients/paho-c")).pahoC,
  },
  {
    name: "paho-java",
    summary: "a Java program with Eclipse Paho",
    client: async () => (await import("./clients/paho-java")).pahoJava,
  },
  {
    name: "hivemq-java",
    summary: "a Java program with the HiveMQ client",
    client: async () => (await import("./clients/hivemq-java")).hivemqJava,
  },
  {
    name: "mqttnet",
    summary: "a C# program with MQTTnet",
    client: async () => (await import("./clients/mqttnet")).mqttnet,
  },
  {
    name: "php-mqtt",
    summary: "a PHP program with php-mqtt",
    client: async () => (await import("./clients/php-mqtt")).phpMqtt,
  },
  {
    name: "mqttjs",
    summary: "a Node.js program with MQTT.js",
    client: async () => (await import("./clients/mqttjs")).mqttjs,
  },
  {
    name: "mqttjs-browser",
    summary: "a web page with MQTT.js",
    client: async () => (await import("./clients/mqttjs-browser")).mqttjsBrowser,
  },
  {
    name: "aws-sdk-js",
    summary: "a Node.js program with the AWS IoT Device SDK v2",
    client: async () => (await import("./clients/aws-sdk-js")).awsSdkJs,
  },
  {
    name: "aws-sdk-python",
    summary: "a Python program with the AWS IoT Device SDK v2",
    client: async () => (await import("./clients/aws-sdk-python")).awsSdkPython,
  },
  {
    name: "aws-sdk-java",
    summary: "a Java program with the AWS IoT Device SDK v2",
    client: async () => (await import("./clients/aws-sdk-java")).awsSdkJava,
  },
];
