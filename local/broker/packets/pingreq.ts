import type { PacketSource } from "./packet-source";

const PINGRESP = Buffer.of(0xd0, 0);

/** Answers a PINGREQ (MQTT 5, 3.12). */
export function handlePingreq(connection: Pick<PacketSource, "send">): void {
  connection.send(PINGRESP);
}
