import type { ConnectionMeta } from "./connection/authentication";
import type { Decision } from "./connection/broker-policy";
import type { DisconnectReason } from "./connection/disconnect-reason";

/** Why the broker dropped a message. */
export type DropCause =
  | "expired"
  | "too-large-for-client"
  | "client-too-slow"
  | "session-ended"
  | "shared-group-ended"
  | "queue-full"
  | "retained-full";

/**
 * An event in the broker, for the live log. Holds no payload and no secret.
 * @example
 * { type: "denied", clientId: "printer-7", action: "Publish", resource: "telemetry/printer-8", decision: { allowed: false } }
 */
export type BrokerEvent =
  | {
      readonly type: "connected";
      readonly clientId: string;
      readonly meta: ConnectionMeta;
      readonly protocolVersion: 4 | 5;
      readonly sessionPresent: boolean;
      readonly persistent: boolean;
      readonly keepAliveSeconds: number;
      readonly decision: Decision;
    }
  | {
      /** A stream ended without a login. `clientId` is missing if no client id was received. */
      readonly type: "refused";
      readonly clientId?: string;
      readonly meta: ConnectionMeta;
      /** MQTT 5 reason code, or MQTT 3.1.1 return code; missing if the stream was closed without a CONNACK. */
      readonly code?: number;
      readonly message: string;
    }
  | {
      /** `clientId` is missing for messages published over HTTPS. */
      readonly type: "published";
      readonly clientId?: string;
      readonly topic: string;
      readonly qos: 0 | 1;
      readonly retain: boolean;
      readonly bytes: number;
      readonly decision?: Decision;
    }
  | {
      readonly type: "subscribed";
      readonly clientId: string;
      readonly filter: string;
      readonly qos: 0 | 1;
      readonly decision: Decision;
    }
  | { readonly type: "unsubscribed"; readonly clientId: string; readonly filter: string }
  | {
      readonly type: "delivered";
      readonly clientId: string;
      readonly topic: string;
      readonly qos: 0 | 1;
      readonly bytes: number;
      readonly decision: Decision;
    }
  | {
      /** The policy denied an action. */
      readonly type: "denied";
      readonly clientId?: string;
      readonly action: "Connect" | "Publish" | "Subscribe" | "Receive";
      /** Client id, topic or filter. */
      readonly resource: string;
      readonly decision: Decision;
    }
  | {
      /**
       * AWS would refuse this packet, whatever the policy allows. `code` is an MQTT 5 reason code, also for MQTT 3.1.1
       * clients.
       */
      readonly type: "rejected";
      readonly clientId?: string;
      readonly packet: "PUBLISH" | "SUBSCRIBE" | "UNSUBSCRIBE";
      readonly resource: string;
      readonly code: number;
      readonly message: string;
    }
  | {
      /** AWS has a service for this reserved topic, the stand-in has not. */
      readonly type: "unsupported";
      readonly clientId?: string;
      readonly topic: string;
      readonly message: string;
    }
  | {
      readonly type: "dropped";
      readonly clientId?: string;
      /** The topic of the last dropped message. */
      readonly topic: string;
      readonly qos: 0 | 1;
      readonly cause: DropCause;
      /** Number of dropped messages. @default 1 */
      readonly count?: number;
    }
  | {
      readonly type: "disconnected";
      readonly clientId: string;
      readonly meta: ConnectionMeta;
      readonly disconnectReason: DisconnectReason;
      readonly clientInitiated: boolean;
      readonly message: string;
    }
  | {
      /**
       * A defect of the stand-in, or of a function passed to the broker such as `authenticate`. The connection was
       * closed.
       */
      readonly type: "error";
      readonly clientId?: string;
      readonly error: unknown;
    };

export type EventListener = (event: BrokerEvent) => void;
