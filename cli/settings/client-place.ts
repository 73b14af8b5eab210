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

/** The endpoint that a client connects to, before transport and ALPN are chosen. */
export interface FoundPlace extends Pick<ClientPlace, "host" | "port" | "caFile" | "caPem"> {
  /** Application protocol that the endpoint accepts. */
  readonly protocol: EndpointProtocol;
  /** Authorizer to name in the user name. @default - none: the endpoint's or the account's default authorizer */
  readonly authorizerName?: string;
  /** What the reader has to do so that this computer resolves the host name, as a sentence. */
  readonly note?: string;
}

/** Options of `settings` that choose the endpoint. */
export interface AskedPlace {
  /** `HOST` or `HOST:PORT`. */
  readonly endpoint?: string;
  /** Use the running stand-in instead of AWS. */
  readonly local?: boolean;
  /** Use port 8883 of the account's endpoint, for a client certificate. */
  readonly withCertificate?: boolean;
}

/**
 * Finds the endpoint for a client: the given one, that of the applied stack, or with `--local` that of the running stand-in.
 * @throws {CliError} if the stack is not applied, or no stand-in runs
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
        note: `This computer has to resolve the endpoint's name. Add this line to /etc/hosts: 127.0.0.1 ${name}`,
      }),
  };
}

/** AWS IoT Core's port for client certificates. @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
const CERTIFICATE_PORT = 8883;

/**
 * Finds the endpoint for clients with certificates: the account's, or the stand-in's port for certificates.
 * @throws {ConfigurationError} if the stack has its own endpoint, which accepts no certificates, and no `--endpoint` is given
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
      "Its own endpoint accepts users only. To find the account's: aws iot describe-endpoint --endpoint-type iot:Data-ATS";
    throw new ConfigurationError([{ path: "--endpoint", must: "be given for a thing of this stack", remedy }]);
  }
  const { host, ...found } = await awsPlace(project, stack, asked.endpoint, io);
  const port = /:\d+$/.test(asked.endpoint ?? "") ? found.port : CERTIFICATE_PORT;
  return { host, port, protocol: "DEFAULT", caPem: found.caPem };
}

/**
 * Returns Amazon Root CA 1, which signs the certificates of AWS IoT's ATS endpoints, from the root certificates of Node.js.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/server-authentication.html
 */
function amazonRoot(): string {
  const root = rootCertificates.find((pem) => new X509Certificate(pem).subject.includes("CN=Amazon Root CA 1"));
  if (root === undefined) throw new Error("this Node.js does not know Amazon Root CA 1");
  return root.trim();
}
