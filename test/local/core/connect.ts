import { readFileSync } from "node:fs";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import type { LocalIotCore } from "../../../local";

/**
 * Connects mqtt.js to a stand-in with TLS, and with MQTT 5 unless the options have another version. Rejects if the
 * login is refused.
 */
export function connect(core: LocalIotCore, options: IClientOptions = {}): Promise<MqttClient> {
  return mqtt.connectAsync(`mqtts://localhost:${core.port}`, {
    ca: readFileSync(core.certificates.caFile),
    ALPNProtocols: ["mqtt"],
    protocolVersion: 5,
    reconnectPeriod: 0,
    ...options,
  });
}

/** Resolves with the DISCONNECT packet's reason code, or "closed" if the connection is closed without one. */
export const disconnected = (client: MqttClient): Promise<number | "closed" | undefined> =>
  new Promise((resolve) => {
    client.on("error", () => {});
    client.once("disconnect", ({ reasonCode }) => resolve(reasonCode));
    client.once("close", () => resolve("closed"));
  });
