import { isIP } from "node:net";
import { ConfigurationError } from "../../config/problem";
import { nearest } from "../../config/text";
import type { LocalEndpoint } from "../../local";
import type { RunningStandIn } from "./running-file";

/** Address, server name and authorizer with which a client connects to a running stand-in. */
export interface StandInTarget {
  readonly host: string;
  readonly port: number;
  /** Name to send as SNI, which the server's certificate must be for. @default - `host` */
  readonly serverName?: string;
  /** Authorizer to name in the user name. @default - none: the endpoint's default */
  readonly authorizerName?: string;
}

/**
 * Finds an endpoint of a stand-in. The default is the stack's own endpoint, as on AWS even if it is DISABLED, else the account's.
 * @param asked Host name of one of its endpoints
 * @throws {ConfigurationError} if it has no endpoint with this name
 * @example standInTarget(await findStandIn(file, "fleet", io), "fleet", "iot.example.com").serverName // "iot.example.com"
 */
export function standInTarget(standIn: RunningStandIn, stackName: string, asked?: string): StandInTarget {
  const { https, endpoints, authorizer } = standIn;
  const { hostname, port } = new URL(https);
  const host = hostname.replace(/^\[|\]$/g, "");
  const own = endpoints.find(({ domainConfiguration }) => domainConfiguration === stackName);
  const wanted = asked?.toLowerCase() ?? own?.host.toLowerCase() ?? host;
  const found = endpoints.find((one) => one.host.toLowerCase() === wanted);
  if (found === undefined) throw noSuchEndpoint(asked ?? wanted, standIn);
  const serverName = serverNameOf(found);
  return {
    host,
    port: Number(port),
    ...(serverName === undefined ? {} : { serverName }),
    ...(found.authorizer === authorizer ? {} : { authorizerName: authorizer }),
  };
}

function noSuchEndpoint(asked: string, { endpoints, mqtt }: RunningStandIn): ConfigurationError {
  const hosts = endpoints.map(({ host }) => host);
  const guess = nearest(asked, hosts);
  return new ConfigurationError([
    {
      path: "--endpoint",
      must: `be an endpoint of the stand-in at ${mqtt}, without a port`,
      got: asked,
      remedy: `${guess === undefined ? "" : `Did you mean ${guess}? `}It has ${hosts.join(", ")}.`,
    },
  ]);
}

/**
 * Returns the SNI that a client of a stand-in has to set, if its library would not send it: the name of the stack's own endpoint, which is reached
 * by another name, or `localhost` if the host is an IP address. Libraries do not send addresses as SNI (RFC 6066, 3), AWS IoT Core refuses
 * clients without SNI, and the certificate is always valid for localhost.
 */
export function serverNameOf({ host, domainConfiguration }: Pick<LocalEndpoint, "host" | "domainConfiguration">) {
  if (domainConfiguration !== null) return host;
  return isIP(host) === 0 ? undefined : "localhost";
}
