import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import type { LocalIotCore } from "../../../local";
import type { DeviceFiles } from "./device-certificates";

/**
 * Connects mqtt.js with a certificate to the port for certificates, with MQTT 5 by default. Rejects if the connection
 * is refused.
 */
export function connectDevice(
  core: LocalIotCore,
  files: DeviceFiles,
  options: IClientOptions = {},
): Promise<MqttClient> {
  const url = `mqtts://localhost:${options.port ?? core.mqttsPort}`;
  const all = {
    ca: core.certificates.ca,
    ...files,
    clientId: "sensor-1",
    protocolVersion: 5,
    reconnectPeriod: 0,
    ...options,
  } as const;
  // Without retries, mqtt.js also rejects if the connection is closed without an answer.
  return mqtt.connectAsync(url, all, false);
}

const ARN = "arn:aws:iot:us-east-1:123456789012";

/** A policy, as text, that allows a device to connect as its thing and to use its own topics. */
export const DEVICE_POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: "iot:Connect",
      Resource: `${ARN}:client/\${iot:Connection.Thing.ThingName}`,
      Condition: { Bool: { "iot:Connection.Thing.IsAttached": ["true"] } },
    },
    {
      Effect: "Allow",
      Action: ["iot:Publish", "iot:Receive"],
      Resource: `${ARN}:topic/devices/\${iot:Connection.Thing.ThingName}/*`,
    },
    {
      Effect: "Allow",
      Action: "iot:Subscribe",
      Resource: `${ARN}:topicfilter/devices/\${iot:Connection.Thing.ThingName}/*`,
    },
  ],
});
