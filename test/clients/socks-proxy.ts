import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A proxy that leads every name to one place, as a line in /etc/hosts would. */
export interface SocksProxy {
  /** `socks5h://127.0.0.1:<port>`, for mosquitto's `--proxy`. */
  readonly url: string;
  /** Names that were asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts a SOCKS 5 proxy without authentication (RFC 1928), for programs that cannot be told where a name leads.
 * @param port every connection ends there, on 127.0.0.1
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
