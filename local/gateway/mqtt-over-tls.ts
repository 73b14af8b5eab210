import { randomUUID } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { Broker } from "../broker";
import { goneSignal, remoteAddress } from "./connection-context";

/** Hands a TLS connection that chose ALPN `mqtt` to the broker. */
export function mqttOverTls(socket: TLSSocket, broker: Pick<Broker, "accept">): void {
  broker.accept(socket, {
    id: randomUUID(),
    transport: "mqtt",
    ...remoteAddress(socket),
    context: { serverName: socket.servername, gone: goneSignal(socket) },
  });
}
