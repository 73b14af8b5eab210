import type { Connection } from "../connection";

const PINGRESP = Buffer.of(0xd0, 0);

/** Answers a PINGREQ (MQTT 5, 3.12). */
export function handlePingreq(connection: Connection): void {
  connection.send(PINGRESP);
}
