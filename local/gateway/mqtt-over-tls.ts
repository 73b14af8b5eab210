import { randomUUID } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { Broker } from "../broker";
import { StreamGone } from "../gone";
import { remoteAddress } from "./connection-context";

/**
 * Hands a TLS connection on which MQTT is spoken to the broker.
 * @param certificateId id of the client certificate by which the client was let in
 */
export function mqttOverTls(socket: TLSSocket, broker: Pick<Broker, "accept">, certificateId?: string): void {
  broker.accept(socket, {
    id: randomUUID(),
    transport: "mqtt",
    ...remoteAddress(socket),
    context: {
      serverName: socket.servername,
      ...(certificateId !== undefined && { certificateId }),
      gone: new StreamGone(socket),
    },
  });
}
