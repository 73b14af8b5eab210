import type { IncomingMessage } from "node:http";
import type { Gone } from "../gone";

/** What the gateway knows of a connection beyond MQTT: everything an authorizer's function is told. */
export interface GatewayContext {
  /** From the TLS SNI extension. */
  readonly serverName: string;
  /** The HTTP request, or the one that became a WebSocket. */
  readonly http?: HttpContext;
  /** Id of the client certificate, where the client was let in by one: 64 hexadecimal digits. */
  readonly certificateId?: string;
  /** Tells when the connection is gone. */
  readonly gone: Gone;
}

/** The parts of an HTTP request that AWS IoT Core passes on. */
export interface HttpContext {
  /**
   * By name as the client wrote it; of several with one name, joined by `, `. Assumption: AWS passes names on as they came; its pages
   * do not say.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** With the `?` at its beginning; empty if there is none. */
  readonly queryString: string;
}

/**
 * What an authorizer's function is told of an HTTP request.
 * @example
 * httpContext(request); // { headers: { Host: "localhost", "x-amz-customauthorizer-name": "printers" }, queryString: "?qos=1" }
 */
export function httpContext({ rawHeaders, url = "" }: IncomingMessage): HttpContext {
  const headers = new Map<string, { name: string; value: string }>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    const known = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), known ? { ...known, value: `${known.value}, ${value}` } : { name, value });
  }
  const query = url.indexOf("?");
  return {
    headers: Object.fromEntries([...headers.values()].map(({ name, value }) => [name, value])),
    queryString: query === -1 ? "" : url.slice(query),
  };
}

/** A client's IP address; IPv4 as such, even where the port listens on IPv6. */
export function remoteAddress(socket: { readonly remoteAddress?: string | undefined }): {
  readonly remoteAddress?: string;
} {
  const address = socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, "");
  return address === undefined ? {} : { remoteAddress: address };
}
