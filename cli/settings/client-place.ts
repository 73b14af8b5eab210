import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import { ConfigurationError } from "../../config/problem";
import type { ResolvedStack } from "../../config/schema";
import type { Io } from "../io";
import type { Project } from "../project";
import { findStandIn, runningFile } from "../stand-in/running-file";
import { standInTarget } from "../stand-in/stand-in-target";
import { connectionTarget } from "../terraform/connection-target";
import type { EndpointProtocol } from "./choose-route";
import type { ClientPlace } from "./settings-client";

/** Where a client connects to, before it is known how. */
export interface FoundPlace extends Pick<ClientPlace, "host" | "port" | "caFile" | "caPem"> {
  /** What the endpoint takes. */
  readonly protocol: EndpointProtocol;
  /** To be named in the user name. */
  readonly authorizerName?: string;
  /** What a person has to do so that this computer finds the host. */
  readonly note?: string;
}

/** What may be asked for. */
export interface AskedPlace {
  readonly endpoint?: string;
  /** The running stand-in, in place of AWS. */
  readonly local?: boolean;
  /** For a client certificate: port 8883, at the account's own endpoint. */
  readonly withCertificate?: boolean;
}

/**
 * The endpoint given, that of the applied stack, or with `--local` that of the running stand-in.
 * @throws {CliError} if none is known
 */
export async function findPlace(
  project: Project,
  stack: ResolvedStack,
  asked: AskedPlace,
  io: Io,
): Promise<FoundPlace> {
  if (asked.withCertificate) return certificatePlace(project, stack, asked, io);
  return asked.local ? localPlace(project, stack, asked.endpoint, io) : awsPlace(project, stack, asked.endpoint, io);
}

async function awsPlace(
  { configFolder }: Project,
  stack: ResolvedStack,
  endpoint: string | undefined,
  io: Io,
): Promise<FoundPlace> {
  const { host, port, authorizerName } = await connectionTarget(configFolder, stack, endpoint, io);
  const { authorizer, endpoint: own } = stack.settings;
  const isOwn =
    own !== undefined &&
    (endpoint === undefined || host === own.domain || (authorizerName === undefined && !authorizer.setAsDefault));
  const protocol = isOwn ? own.applicationProtocol : "DEFAULT";
  return { host, port, protocol, caPem: amazonRoot(), ...(authorizerName !== undefined && { authorizerName }) };
}

async function localPlace(
  { configFolder }: Project,
  { stackName }: ResolvedStack,
  endpoint: string | undefined,
  io: Io,
): Promise<FoundPlace> {
  const standIn = await findStandIn(runningFile(configFolder, stackName), stackName, io);
  const { host, port, serverName, authorizerName } = standInTarget(standIn, stackName, endpoint);
  const name = serverName ?? host;
  const found = standIn.endpoints.find((one) => one.host === name);
  return {
    host: name,
    port,
    protocol: found?.authenticationType === "CUSTOM_AUTH" ? (found.applicationProtocol as EndpointProtocol) : "DEFAULT",
    caFile: standIn.caFile,
    caPem: (await readFile(standIn.caFile, "utf8")).trim(),
    ...(authorizerName !== undefined && { authorizerName }),
    ...(name !== host &&
      name !== "localhost" && {
        note: `This computer has to know the endpoint's name; a line for /etc/hosts: 127.0.0.1 ${name}`,
      }),
  };
}

/** AWS IoT Core's port for client certificates. @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
const CERTIFICATE_PORT = 8883;

/**
 * Where clients with certificates connect to: the account's endpoint, or the stand-in's port for them.
 * @throws {ConfigurationError} if the stack's endpoint is its own and takes no certificates, and no other is named
 */
async function certificatePlace(
  project: Project,
  stack: ResolvedStack,
  asked: AskedPlace,
  io: Io,
): Promise<FoundPlace> {
  if (asked.local) {
    const { mqtts = "", caFile } = await findStandIn(
      runningFile(project.configFolder, stack.stackName),
      stack.stackName,
      io,
    );
    const { hostname, port } = new URL(`mqtts://${mqtts}`);
    const caPem = (await readFile(caFile, "utf8")).trim();
    return {
      host: isIP(hostname) === 0 ? hostname : "localhost",
      port: Number(port),
      protocol: "DEFAULT",
      caFile,
      caPem,
    };
  }
  if (asked.endpoint === undefined && stack.settings.endpoint?.authenticationType === "CUSTOM_AUTH") {
    const remedy =
      "Its own endpoint takes users only. The account's: aws iot describe-endpoint --endpoint-type iot:Data-ATS";
    throw new ConfigurationError([{ path: "--endpoint", must: "be given for a thing of this stack", remedy }]);
  }
  const { host, ...found } = await awsPlace(project, stack, asked.endpoint, io);
  const port = /:\d+$/.test(asked.endpoint ?? "") ? found.port : CERTIFICATE_PORT;
  return { host, port, protocol: "DEFAULT", caPem: found.caPem };
}

/**
 * Amazon Root CA 1, which signs the certificates of AWS IoT's ATS endpoints, from the roots that Node.js brings.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/server-authentication.html
 */
function amazonRoot(): string {
  const root = rootCertificates.find((pem) => new X509Certificate(pem).subject.includes("CN=Amazon Root CA 1"));
  if (root === undefined) throw new Error("this Node.js does not know Amazon Root CA 1");
  return root.trim();
}
