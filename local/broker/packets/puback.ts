import type { IPubackPacket } from "mqtt-packet";
import type { Connection } from "../connection";
import { checkProperties } from "../wire/property-rules";

/** A client has taken in a QoS 1 message, or refuses to: either way the broker is done with it (MQTT 5, 4.4). */
export function handlePuback(connection: Connection, packet: IPubackPacket): void {
  checkProperties("PUBACK", packet.properties);
  connection.acknowledged(packet.messageId ?? 0);
}
