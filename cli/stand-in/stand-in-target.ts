import { ConfigurationError } from "../../config/problem";
import { nearest } from "../../config/text";
import type { RunningStandIn } from "./running-file";
import { serverNameOf } from "./server-name";

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
