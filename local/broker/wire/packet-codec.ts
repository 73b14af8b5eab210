import { generate, type Packet } from "mqtt-packet";

/** Writes one packet with mqtt-packet; PUBLISH and PUBACK, which are nearly all that is sent, have encoders of their own. */
export function generatePacket(packet: Packet, version: 4 | 5): Buffer {
  return generate(packet, { protocolVersion: version });
}

/**
 * A reason string in the form AWS uses, for example
 * `CONNACK:Client is not authenticated/authorized to send the message:14e6c214-8269-42af-6ac7-e1fe6c8e0b6f` (aws-greengrass-nucleus#1754).
 */
export function reasonString(packet: "CONNACK" | "DISCONNECT" | "PUBACK" | "SUBACK", text: string, id: string): string {
  return `${packet}:${text}:${id}`;
}
