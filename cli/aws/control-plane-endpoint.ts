import type { IoTClientConfig } from "@aws-sdk/client-iot";
import { ConfigurationError } from "../../config/problem";
import type { Io } from "../io";
import type { Project } from "../project";
import { findStandIn, runningFile } from "../stand-in/running-file";
import { awsSettings, standInSettings } from "./aws-settings";

/** Where AWS's API is called. */
export interface ControlPlaneEndpoint {
  /** For people: the Region, or the stand-in's address. */
  readonly where: string;
  /** Name of the authorizer in a running stand-in. */
  readonly authorizerName?: string;
  /** Settings of the SDK's client; fetches credentials where they are needed. @throws {CliError} if there are none */
  readonly settings: () => Promise<IoTClientConfig>;
}

/**
 * Chooses where AWS's API is called: in the stack's Region, at the running stand-in (`--local`), or at another address
 * (`--endpoint`).
 * @throws {CliError} if no stand-in runs
 * @throws {ConfigurationError} if the address is not an http or https URL
 */
export async function controlPlaneEndpoint(
  project: Project,
  { local, endpoint }: { readonly local?: boolean; readonly endpoint?: string },
  io: Io,
): Promise<ControlPlaneEndpoint> {
  const stack = project.stack();
  const { region } = stack.settings;
  if (local) {
    const file = runningFile(project.configFolder, stack.stackName);
    const standIn = await findStandIn(file, stack.stackName, io);
    return {
      where: `the stand-in at ${standIn.controlPlane}`,
      authorizerName: standIn.authorizer,
      settings: async () => standInSettings(standIn.region, standIn.controlPlane),
    };
  }
  if (endpoint === undefined) return { where: region, settings: () => awsSettings(stack, io) };
  const url = parseUrl(endpoint);
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return {
    where: url.origin,
    settings: async () =>
      isHere ? standInSettings(region, endpoint) : { ...(await awsSettings(stack, io)), endpoint },
  };
}

function parseUrl(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url && ["http:", "https:"].includes(url.protocol) && url.password === "") return url;
  throw new ConfigurationError([
    {
      path: "--endpoint",
      must: "be an http or https address",
      got: url?.password ? `${url.protocol}//…@${url.host}` : endpoint,
      remedy: "Write it like http://127.0.0.1:4566; --local finds a running iot-auth local by itself.",
    },
  ]);
}
