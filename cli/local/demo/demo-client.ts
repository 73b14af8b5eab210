import type { MqttClient } from "mqtt";
import { userName } from "../paste-lines";
import type { DemoUser } from "./demo-story";

/** The endpoint that the demonstration's clients connect to. */
export interface DemoBroker {
  readonly host: string;
  readonly port: number;
  /** Server name to send as SNI. @default - the host */
  readonly serverName?: string;
  /** Certificate authority to trust, as PEM. */
  readonly ca: string;
  readonly authorizerName: string | undefined;
}

/** How long a step of the demonstration may take, in milliseconds. */
const PATIENCE = 10_000;

/** Connects a user of the demonstration with MQTT 5 over TLS. @throws {Error} if the login is refused */
export async function connectDemoClient(broker: DemoBroker, user: DemoUser): Promise<MqttClient> {
  const { connectAsync } = await import("mqtt");
  return connectAsync({
    protocol: "mqtts",
    host: broker.host,
    port: broker.port,
    ...(broker.serverName === undefined ? {} : { servername: broker.serverName }),
    ca: broker.ca,
    ALPNProtocols: ["mqtt"],
    protocolVersion: 5,
    reconnectPeriod: 0,
    connectTimeout: PATIENCE,
    clientId: user.clientId,
    username: userName(user.user, broker.authorizerName),
    password: user.password,
  });
}

/** Waits for the next message that a client receives. @throws {Error} if none arrives within {@link PATIENCE} */
export function nextMessage(client: MqttClient): Promise<{ topic: string; payload: string }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no message came")), PATIENCE);
    client.once("message", (topic, payload) => {
      clearTimeout(timer);
      resolve({ topic, payload: payload.toString() });
    });
  });
}

/** Publishes with QoS 1. @returns Whether the message was allowed */
export async function tryPublish(client: MqttClient, topic: string, payload: string): Promise<boolean> {
  // With some assumptions a refused publish ends the connection, which is not an error of the demonstration.
  client.on("error", () => undefined);
  const closed = new Promise<false>((resolve) => client.once("close", () => resolve(false)));
  const published = client.publishAsync(topic, payload, { qos: 1 }).then(
    () => true,
    () => false,
  );
  return Promise.race([published, closed]);
}
