import { generate, type Packet } from "mqtt-packet";

/** Writes one packet with mqtt-packet; PUBLISH and PUBACK, which are nearly all that is sent, have encoders of their own. */
export function generatePacket(packet: Packet, version: 4 | 5): Buffer {
  return generate(packet, { protocolVersion: version });
}
