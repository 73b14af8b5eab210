import { isUtf8 } from "node:buffer";
import { visibleTexts } from "../../config/text";
import type { Output } from "../output";
import type { Received } from "./client-session";

/** What happened in a client command, as `--json` prints it: one JSON object a line. */
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
      /** MQTT reason code; `null` if the endpoint sent none. */
      readonly reasonCode: number | null;
      readonly message: string;
    };

/** A received message for JSON: its payload as text if it is UTF-8, else in base64. */
type ReceivedView = Omit<Received, "payload"> & ({ readonly payload: string } | { readonly payloadBase64: string });

/** Returns the event for a received message. */
export function receivedEvent({ payload, topic, qos, retain }: Received, number: number): ClientEvent {
  const content = isUtf8(payload)
    ? { payload: payload.toString("utf8") }
    : { payloadBase64: payload.toString("base64") };
  return { event: "received", number, topic, qos, retain, ...content };
}

/**
 * Formats an event as a line for the terminal; `undefined` for `failed`, which is printed as an error. Control characters in texts of other
 * clients are made visible, so that they neither break the line nor control the terminal.
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
