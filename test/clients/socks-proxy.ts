import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A proxy that connects every name to one port of this computer, as lines in /etc/hosts would. */
export interface SocksProxy {
  /** `socks5h://127.0.0.1:<port>`, for mosquitto's `--proxy`. */
  readonly url: string;
  /** Names to which clients asked to connect. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts a SOCKS 5 proxy without authentication (RFC 1928), for programs without an option for a name's address.
 * @param port Port of 127.0.0.1 to which every connection goes
 */
export async function startSocksProxy(port: number): Promise<SocksProxy> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const server = createServer(async (client) => {
    open.add(client);
    client.on("error", () => undefined);
    await once(client, "data");
    client.write(Buffer.of(5, 0));
    const [request] = (await once(client, "data")) as [Buffer];
    asked.push(request.toString("latin1", 5, 5 + (request[4] ?? 0)));
    const target = connect({ host: "127.0.0.1", port });
    open.add(target);
    target.on("error", () => client.destroy());
    client.write(Buffer.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0));
    client.pipe(target).pipe(client);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `socks5h://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
