import { isIP } from "node:net";
import { ConfigurationError } from "../../config/problem";
import { nearest } from "../../config/text";
import type { LocalEndpoint } from "../../local";
import type { RunningStandIn } from "./running-file";

/** How a client reaches an endpoint of a running stand-in. */
export interface StandInTarget {
  readonly host: string;
  readonly port: number;
  /** Sent as SNI in place of `host`, and what the certificate must be for. */
  readonly serverName?: string;
  /** To be named; left out where the endpoint's own authorizer is meant. */
  readonly authorizerName?: string;
}

/**
 * The endpoint that is asked for: by default that of the stack, as on AWS, even one that is DISABLED; else the account's.
 * @param asked host name of one of its endpoints
 * @throws {ConfigurationError} if it has none of that name
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
 * What a client of a stand-in must send as SNI where its library would not send it by itself: the name of an endpoint that is reached by
 * another name, or any name at all where it is reached by an address. Libraries send no addresses (RFC 6066, 3), AWS IoT Core takes no client
 * without SNI, and the certificate is always good for localhost.
 */
export function serverNameOf({ host, domainConfiguration }: Pick<LocalEndpoint, "host" | "domainConfiguration">) {
  if (domainConfiguration !== null) return host;
  return isIP(host) === 0 ? undefined : "localhost";
}
