import { BlockList, isIPv4, isIPv6 } from "node:net";
import type { LocalEndpoint, LocalIotCore } from "../../local";
import type { SynthesizedStackContent } from "../../local/synthesized-stack";
import type { RunningStandIn } from "../stand-in/running-file";

/**
 * Addresses to listen on that this computer reaches as localhost, in any notation: IPv4's loopback address, and the addresses that mean every
 * address of this computer, to which clients cannot connect. `::1` is not among them, since localhost may not resolve to it.
 */
const LOCALHOST = new BlockList();
for (const address of ["127.0.0.1", "0.0.0.0"]) LOCALHOST.addAddress(address);
LOCALHOST.addAddress("::", "ipv6");

/**
 * Returns the names and addresses that the certificate must be valid for. This computer reaches the stand-in by the first one.
 * @param listenOn `--host`: an IPv4 or IPv6 address, or a name
 * @example hostsOf("0.0.0.0") // ["localhost", "0.0.0.0"]
 */
export function hostsOf(listenOn: string): readonly string[] {
  const isLocalhost =
    (isIPv4(listenOn) && LOCALHOST.check(listenOn)) || (isIPv6(listenOn) && LOCALHOST.check(listenOn, "ipv6"));
  return [isLocalhost ? "localhost" : listenOn, listenOn];
}

/** Returns the addresses of a stand-in, for its output and for other commands. */
export function whereItIs(
  core: LocalIotCore,
  { authorizer, setAsDefault }: { readonly authorizer: { readonly name: string }; readonly setAsDefault: boolean },
): Omit<RunningStandIn, "pid"> {
  const endpoints = core.endpoints();
  const place = `${bracketed(endpoints[0].host)}:${core.port}`;
  return {
    mqtt: place,
    mqtts: `${bracketed(endpoints[0].host)}:${core.mqttsPort}`,
    https: `https://${place}`,
    controlPlane: core.controlPlane.url,
    caFile: core.certificates.caFile,
    region: core.region,
    accountId: core.accountId,
    authorizer: authorizer.name,
    isDefault: setAsDefault,
    endpoints,
  };
}

/** The endpoint of a stack's clients. */
export interface ClientPlace {
  readonly host: string;
  readonly port: number;
  /** The stack's own endpoint if it is enabled and suitable, else the account's. */
  readonly endpoint: LocalEndpoint;
  /** Authorizer to name in the user name; `undefined` if it is the endpoint's default. */
  readonly authorizerName: string | undefined;
}

/**
 * Finds the endpoint that clients of a stack connect to.
 * @param suits Whether an endpoint is suitable @default - all are
 */
export function placeFor(
  core: LocalIotCore,
  { authorizer }: Pick<SynthesizedStackContent, "authorizer">,
  stackName: string,
  suits: (endpoint: LocalEndpoint) => boolean = () => true,
): ClientPlace {
  const [account, ...others] = core.endpoints();
  const own = others.find((one) => one.domainConfiguration === stackName && one.status === "ENABLED" && suits(one));
  const endpoint = own ?? account;
  return {
    host: account.host,
    port: core.port,
    endpoint,
    authorizerName: endpoint.authorizer === authorizer.name ? undefined : authorizer.name,
  };
}

const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host);
