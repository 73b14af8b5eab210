import { isUtf8 } from "node:buffer";
import { visibleTexts } from "../../config/text";
import type { Output } from "../output";
import type { Received } from "./client-session";

/** What a client command does and meets, as `--json` prints it: one event a line. */
export type ClientEvent =
  | {
      readonly event: "connected";
      readonly endpoint: string;
      readonly clientId: string;
      readonly authorizerName: string | null;
      readonly mqtt: string;
      readonly transport: "tls" | "websocket";
      readonly sessionPresent: boolean;
    }
  | { readonly event: "subscribed"; readonly topic: string; readonly qos: number }
  | { readonly event: "published"; readonly topic: string; readonly qos: number; readonly number: number }
  | ({ readonly event: "received"; readonly number: number } & ReceivedView)
  | { readonly event: "unsubscribed"; readonly topic: string }
  | { readonly event: "disconnected" }
  | {
      readonly event: "failed";
      readonly exitCode: number;
      /** MQTT's, where the endpoint gave one. */
      readonly reasonCode: number | null;
      readonly message: string;
    };

/** A message, as JSON can hold it. */
type ReceivedView = Omit<Received, "payload"> & ({ readonly payload: string } | { readonly payloadBase64: string });

/** A message that arrived, as an event. */
export function receivedEvent({ payload, topic, qos, retain }: Received, number: number): ClientEvent {
  const content = isUtf8(payload)
    ? { payload: payload.toString("utf8") }
    : { payloadBase64: payload.toString("base64") };
  return { event: "received", number, topic, qos, retain, ...content };
}

/**
 * An event as a line for a person; nothing for what is told as an error. What other clients send stays on its line and commands no terminal.
 */
export function eventLine(happened: ClientEvent, style: Output["style"]): string | undefined {
  const event = visibleTexts(happened);
  switch (event.event) {
    case "connected": {
      const over = event.transport === "tls" ? "TLS" : "WebSocket";
      const by = event.authorizerName === null ? "" : `, authorizer ${event.authorizerName}`;
      return `${style("green", "connected")} to ${event.endpoint} as client ${event.clientId} (MQTT ${event.mqtt} over ${over}${by})`;
    }
    case "subscribed":
      return `${style("green", "subscribed")} to ${event.topic} (QoS ${event.qos})`;
    case "published":
      return event.qos === 0
        ? `sent to ${event.topic} (QoS 0: AWS IoT Core does not acknowledge it)`
        : `${style("green", "published")} to ${event.topic}`;
    case "received":
      return `${style("bold", event.topic)}  ${"payload" in event ? event.payload : `base64:${event.payloadBase64}`}`;
    case "unsubscribed":
      return `unsubscribed from ${event.topic}`;
    case "disconnected":
      return "disconnected";
    case "failed":
      return undefined;
  }
}
