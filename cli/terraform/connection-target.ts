import { authorizerName } from "../../config/names/stack-names";
import { ConfigurationError } from "../../config/problem";
import type { ResolvedStack } from "../../config/schema";
import { CliError } from "../errors";
import type { Io } from "../io";
import { type StackOutputs, stackOutputs } from "./stack-outputs";

/** The endpoint that clients of a stack connect to. */
export interface ConnectionTarget {
  /** Host name of the AWS IoT data endpoint. */
  readonly host: string;
  readonly port: number;
  /** Authorizer to name in the user name; `undefined` if it is the account's default, or that of the stack's own endpoint. */
  readonly authorizerName: string | undefined;
}

/** AWS IoT Core's port for MQTT with ALPN. @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
export const AWS_PORT = 443;

/**
 * Finds the endpoint that clients connect to: the given one, or that of the applied stack.
 * @param endpoint `HOST` or `HOST:PORT`
 * @param otherwise What to do if the stack is not applied, for the error message
 * @throws {CliError} if no endpoint is given and the stack is not applied
 */
export async function connectionTarget(
  configFolder: string,
  { stackName, settings }: ResolvedStack,
  endpoint: string | undefined,
  io: Io,
  otherwise = "or give --endpoint HOST",
): Promise<ConnectionTarget> {
  const isDefault = settings.authorizer.setAsDefault;
  if (endpoint !== undefined) {
    const place = parseEndpoint(endpoint);
    const decides = isDefault || (await isOwnEndpoint(place.host, configFolder, { stackName, settings }, io));
    return { ...place, authorizerName: decides ? undefined : authorizerName(stackName, settings.authorizer) };
  }
  const { endpoint: host = "", authorizer_name: name } = await stackOutputs(configFolder, stackName, io, otherwise);
  // The local AWS IoT Core returns an address with a port, AWS a host name.
  const place = host === "" ? { host, port: AWS_PORT } : parseEndpoint(host);
  return { ...place, authorizerName: isDefault || settings.endpoint ? undefined : name };
}

/** Whether a host is the stack's own endpoint: the domain in the configuration, or the domain that AWS assigned, an output of the stack. */
async function isOwnEndpoint(
  host: string,
  configFolder: string,
  { stackName, settings }: Pick<ResolvedStack, "stackName" | "settings">,
  io: Io,
): Promise<boolean> {
  if (settings.endpoint === undefined) return false;
  const { domain = (await outputsIfAny(configFolder, stackName, io)).endpoint } = settings.endpoint;
  return domain?.replace(/:\d+$/, "").toLowerCase() === host.toLowerCase();
}

async function outputsIfAny(configFolder: string, stackName: string, io: Io): Promise<StackOutputs> {
  try {
    return await stackOutputs(configFolder, stackName, io);
  } catch (error) {
    if (error instanceof CliError) return {};
    throw error;
  }
}

/**
 * Reads `HOST` or `HOST:PORT`.
 * @throws {ConfigurationError} if it is neither, or the port is not from 1 to 65535
 */
export function parseEndpoint(endpoint: string): Pick<ConnectionTarget, "host" | "port"> {
  const [, host, port] = /^([A-Za-z0-9.-]+)(?::(\d{1,5}))?$/.exec(endpoint) ?? [];
  if (host !== undefined && (port === undefined || isPort(Number(port)))) {
    return { host, port: port === undefined ? AWS_PORT : Number(port) };
  }
  throw new ConfigurationError([
    {
      path: "--endpoint",
      must: host === undefined ? "be a host name, with or without a port" : "have a port from 1 to 65535",
      got: endpoint,
      remedy: "Write it like abc123-ats.iot.us-east-1.amazonaws.com.",
    },
  ]);
}

const isPort = (port: number): boolean => port >= 1 && port <= 65_535;
