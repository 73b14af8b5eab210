import { resolve } from "node:path";
import { findConfigFile } from "../../config/loading/load-config";
import { ConfigurationError, Described, type Problem } from "../../config/problem";
import { readGivenFile } from "../../config/read-given-file";
import type { CommandContext } from "../command-context";
import { loadProject, type Project } from "../project";
import { findStandIn, runningFile } from "../stand-in/running-file";
import { standInTarget } from "../stand-in/stand-in-target";
import { connectionTarget, parseEndpoint } from "../terraform/connection-target";
import { stackOutputs } from "../terraform/stack-outputs";
import type { ConnectionArguments } from "./connection-arguments";
import { missing } from "./login-arguments";

/** The endpoint that a client connects to. */
export interface BrokerTarget {
  readonly host: string;
  readonly port: number;
  /** Server name to send as SNI. @default - the host */
  readonly serverName?: string;
  /** Certificate authorities to trust, as PEM. @default - those that Node.js trusts */
  readonly ca?: string;
  /** Authorizer to name in the user name. @default - none: the endpoint's or the account's default authorizer */
  readonly authorizerName?: string;
}

type Arguments = Pick<ConnectionArguments, "endpoint" | "local" | "caFile" | "authorizerName"> & {
  /** Given for a device with a certificate, which uses no authorizer and connects to the account's endpoint. */
  readonly cert?: string;
};

/** Problems with the arguments that name the endpoint: outside a project, `--endpoint` is required. */
export function targetProblems({ endpoint, local }: Arguments, project: Project | undefined): Problem[] {
  if (project) return [];
  if (local)
    return [missing("--config", "--local connects to the stand-in of a project, and there is no project here.")];
  return endpoint ? [] : [missing("--endpoint", "It is the MQTT endpoint's host name; there is no project here.")];
}

/**
 * Finds the endpoint to connect to: the running stand-in's with `--local`, else the given one, else the applied stack's.
 * @throws {CliError} if no stand-in runs, or no stack is applied
 * @throws {ConfigurationError} if the CA file cannot be read
 */
export async function brokerTarget(
  args: Arguments,
  project: Project | undefined,
  context: Pick<CommandContext, "io">,
): Promise<BrokerTarget> {
  const { io } = context;
  const given = args.caFile === undefined ? {} : { ca: await readCa(resolve(io.cwd, args.caFile), args.caFile) };
  if (args.local && project) {
    const { stackName } = project.stack();
    const standIn = await findStandIn(runningFile(project.configFolder, stackName), stackName, io);
    const { authorizerName: name, ...place } = standInTarget(standIn, stackName, args.endpoint);
    const ca = given.ca ?? (await readCa(standIn.caFile, standIn.caFile));
    return { ...place, ca, ...named(args.authorizerName ?? name) };
  }
  const { authorizerName: asked } = args;
  if (!project) return { ...parseEndpoint(args.endpoint ?? ""), ...given, ...named(asked) };
  const otherwise = "or give --endpoint HOST, or --local";
  const { configFolder } = project;
  const endpoint = args.endpoint ?? (args.cert && (await deviceEndpoint(project, io, otherwise)));
  const found = await connectionTarget(configFolder, project.stack(), endpoint, io, otherwise);
  return { host: found.host, port: found.port, ...given, ...named(asked ?? found.authorizerName) };
}

/**
 * Returns the account's endpoint, to which devices with certificates connect even if the stack has its own endpoint.
 * @param otherwise What to do if no stack is applied, for the error message
 * @throws {CliError} if no stack is applied
 */
export async function deviceEndpoint(
  { configFolder, stack }: Pick<Project, "configFolder" | "stack">,
  io: CommandContext["io"],
  otherwise: string,
): Promise<string | undefined> {
  const { device_endpoint, endpoint } = await stackOutputs(configFolder, stack().stackName, io, otherwise);
  return device_endpoint ?? endpoint;
}

function named(authorizerName: string | undefined): Pick<BrokerTarget, "authorizerName"> {
  return authorizerName ? { authorizerName } : {};
}

async function readCa(file: string, shown: string): Promise<string> {
  try {
    const pem = String(await readGivenFile(file, { openPipe: true }));
    if (pem.includes("-----BEGIN CERTIFICATE-----")) return pem;
  } catch (error) {
    throw badCa(`${shown} (${(error as NodeJS.ErrnoException).code})`);
  }
  throw badCa(`${shown}, without a certificate`);
}

function badCa(got: string): ConfigurationError {
  const remedy = "It begins with -----BEGIN CERTIFICATE-----.";
  return new ConfigurationError([
    { path: "--ca-file", must: "name a readable PEM file", got: new Described(got), remedy },
  ]);
}

/**
 * Loads the project in the current folder; `undefined` if there is none, since client commands also work outside a project.
 * @throws {CliError} if `--config` names a file that cannot be loaded
 */
export async function projectIfAny(context: Pick<CommandContext, "io" | "options">): Promise<Project | undefined> {
  const { config, stage } = context.options();
  if (config === undefined && stage === undefined && findConfigFile(context.io.cwd) === undefined) return undefined;
  return loadProject(context);
}
