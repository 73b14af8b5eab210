import type { IncomingMessage } from "node:http";
import type { Gone } from "../gone";

/** The data of a connection outside MQTT. The event for an authorizer's function is built from it. */
export interface GatewayContext {
  /** From the TLS SNI extension. */
  readonly serverName: string;
  /** The HTTP request, or the HTTP request that opened the WebSocket. */
  readonly http?: HttpContext;
  /** Id of the accepted client certificate: 64 hexadecimal digits. Missing for a client without certificate. */
  readonly certificateId?: string;
  /** Aborted when the connection has ended. */
  readonly gone: Gone;
}

/** The parts of an HTTP request that AWS IoT Core passes on. */
export interface HttpContext {
  /**
   * By name, in the spelling of the client; the values of several headers with one name are joined with `, `.
   * Assumption: AWS passes names on as they are sent; its pages do not say.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** Includes the leading `?`; empty if there is no query string. */
  readonly queryString: string;
}

/**
 * Returns the parts of an HTTP request that are sent to an authorizer's function.
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

/** A TCP socket, or a TLS socket, which holds the TCP socket below it in a member that Node.js does not document. */
interface Addressed {
  readonly remoteAddress?: string | undefined;
  readonly _parent?: unknown;
}

/**
 * Returns a client's IP address. IPv4 addresses have their usual form even if the port listens on IPv6. Reads it from the
 * TCP socket if there is one: the port has read it there before, so that the socket knows it even if the client has
 * already disconnected, and does not ask the operating system again.
 */
export function remoteAddress(socket: Addressed): { readonly remoteAddress?: string } {
  const below = Object(socket._parent) as Addressed;
  const address = (below.remoteAddress ?? socket.remoteAddress)?.replace(/^::ffff:(?=\d+\.)/, "");
  return address === undefined ? {} : { remoteAddress: address };
}
