import { join } from "node:path";
import { iotAuth, npmStart } from "../../config/text";
import {
  type ControlPlaneCallRecord,
  type LocalEventListener,
  type LocalIotCore,
  type RepetitionOf,
  StandInOptionError,
  startLocalIotCore,
} from "../../local";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Project } from "../project";
import { type Assumptions, assumptionOptions } from "./assumption-options";
import { hostsOf } from "./where-it-is";

/** Options of `iot-auth local`. */
export interface LocalOptions {
  readonly port: number;
  readonly host: string;
  /** Port for clients with a certificate. @default 0 (any free port) */
  readonly mqttsPort?: number;
  /** @default 0 (any free port) */
  readonly controlPlanePort?: number;
  readonly timeScale: number;
  /** @default {} */
  readonly assume?: Assumptions;
  /** How many calls of the function may run at once. @default - as many as fit into half of the memory */
  readonly maxConcurrency?: number;
  readonly demo?: boolean;
  readonly once?: boolean;
  /** Whether no stack is loaded, so that one can be deployed. */
  readonly empty?: boolean;
  /** URL that receives the calls to all services except AWS IoT. */
  readonly forwardTo?: string;
}

/** Listeners for events and calls of the stand-in. */
export interface CoreListeners {
  readonly onEvent: LocalEventListener;
  /** @default - every decision is an event */
  readonly repetitionOf?: RepetitionOf | undefined;
  /** @default - calls are not reported */
  readonly onCall?: (call: ControlPlaneCallRecord) => void;
}

/** Starts the stand-in for a project, without a stack. @param region Region of the stack */
export function startCore(
  project: Project,
  { port, host, mqttsPort = 0, controlPlanePort = 0, timeScale, assume = {}, maxConcurrency, forwardTo }: LocalOptions,
  region: string,
  { onEvent, repetitionOf, onCall }: CoreListeners,
): Promise<LocalIotCore> {
  const { accountId } = project.stack().settings;
  const assumed = assumptionOptions(assume);
  const starting = startLocalIotCore({
    port,
    host,
    mqttsPort,
    hosts: hostsOf(host),
    certificatesFolder: join(project.configFolder, ".iot-auth", "certificates"),
    region,
    ...(accountId ? { accountId } : {}),
    timeScale,
    onEvent,
    ...(repetitionOf && { repetitionOf }),
    ...assumed,
    controlPlane: {
      port: controlPlanePort,
      ...(forwardTo === undefined ? {} : { forwardTo }),
      ...(maxConcurrency === undefined ? {} : { run: { concurrency: maxConcurrency } }),
      ...(onCall && { onCall }),
    },
  });
  return starting.catch((error: Error) => {
    throw notListening(error, { host, port, mqttsPort });
  });
}

/** Returns the error of a stand-in that cannot listen, with what to do about it. */
function notListening(error: Error, options: Pick<LocalOptions, "host" | "port" | "mqttsPort">): Error {
  const { host, mqttsPort } = options;
  const { code, port = options.port } = Object(error.cause) as { readonly code?: string; readonly port?: number };
  const option = port === mqttsPort ? "--mqtts-port" : "--port";
  const another = process.env.npm_lifecycle_event === "start" ? npmStart(option, "0") : iotAuth("local", option, "0");
  switch (code) {
    case "EADDRINUSE":
      return new CliError(
        `Port ${port} of ${host} is taken by another program. For any free one: ${another}`,
        EXIT.usage,
      );
    case "EACCES":
      return new CliError(`Port ${port} needs special rights. For any free one: ${another}`, EXIT.usage);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new CliError(`\`--host\` must be an address of this computer, got: ${JSON.stringify(host)}.`, EXIT.usage);
    default:
      return error instanceof StandInOptionError ? new CliError(inTheirWords(error.message), EXIT.usage) : error;
  }
}

/** Names that users know for the options of `startLocalIotCore`. */
const NAMES: Readonly<Record<string, string>> = {
  host: "`--host`",
  port: "`--port`",
  timeScale: "`--time-scale`",
  forwardTo: "`--forward-to`",
  certificatesFolder: "`.iot-auth/certificates`",
};

const inTheirWords = (message: string): string => message.replace(/^\w+(?= must )/, (name) => NAMES[name] ?? name);
