import { isIP } from "node:net";
import type { LocalEndpoint } from "../../local";

/**
 * What a client of a stand-in must send as SNI where its library would not send it by itself: the name of an endpoint that is reached by
 * another name, or any name at all where it is reached by an address. Libraries send no addresses (RFC 6066, 3), AWS IoT Core takes no client
 * without SNI, and the certificate is always good for localhost.
 */
export function serverNameOf({ host, domainConfiguration }: Pick<LocalEndpoint, "host" | "domainConfiguration">) {
  if (domainConfiguration !== null) return host;
  return isIP(host) === 0 ? undefined : "localhost";
}
