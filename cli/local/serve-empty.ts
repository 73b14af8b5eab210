import { authorizerName } from "../../config/names/stack-names";
import { iotAuth } from "../../config/text";
import type { ControlPlaneCallRecord, LocalEvent, LocalIotCore } from "../../local";
import type { CommandContext } from "../command-context";
import type { Project } from "../project";
import { announceStandIn, runningFile } from "../stand-in/running-file";
import { DEFAULT_ASSUMPTIONS } from "./assumption-options";
import { createLiveLog } from "./log/live-log";
import { type LocalOptions, startCore } from "./start-core";
import { untilInterrupted } from "./until-interrupted";
import { whereItIs } from "./where-it-is";

/**
 * Serves an empty account until the process is interrupted, for a first deployment without AWS: Terraform, CDKTF or the AWS CLI deploy the stack
 * as they would in AWS. The stand-in answers calls to AWS IoT itself; calls to other services go to `forwardTo`, for example to moto.
 */
export async function serveEmpty(project: Project, options: LocalOptions, context: CommandContext): Promise<void> {
  const interrupted = untilInterrupted();
  const { stackName, settings } = project.stack();
  const log = createLiveLog(context);
  const file = runningFile(project.configFolder, stackName);
  const where = (core: LocalIotCore) => {
    const [account] = core.endpoints();
    const authorizer = { name: authorizerName(stackName, settings.authorizer) };
    return whereItIs(core, { authorizer, setAsDefault: account.authorizer === authorizer.name });
  };
  let announced: Promise<() => Promise<void>> | undefined;
  const announce = (core: LocalIotCore) => {
    // Written one after the other, so that the file ends with the latest state.
    announced = (announced ?? Promise.resolve()).then(() =>
      announceStandIn(file, { pid: process.pid, ...where(core) }),
    );
    return announced;
  };
  const onCall = (call: ControlPlaneCallRecord): void => {
    if (!isChange(call)) return;
    const { service, operation, region, status, errorType } = call;
    const outcome = `${status ?? "no answer"}${errorType === undefined ? "" : ` ${errorType}`}`;
    log.note(`${new Date().toISOString().slice(11, 23)} ${service} ${operation}: ${outcome}`, {
      event: "call",
      service,
      operation,
      region,
      status,
      errorType,
    });
    if (service === "iot") void announce(core);
  };
  const onEvent = (event: LocalEvent): void => log.event(event);
  const listeners = { onEvent, repetitionOf: log.repetitionOf, onCall };
  const core = await startCore(project, options, settings.region, listeners);
  try {
    await announce(core);
    const forwardTo = options.forwardTo;
    log.ready(
      {
        event: "ready",
        stack: stackName,
        ...where(core),
        empty: true,
        ...(forwardTo === undefined ? {} : { forwardTo }),
        assumptions: { ...DEFAULT_ASSUMPTIONS, ...options.assume },
      },
      [{ title: "deploy from another terminal, after this line", text: environmentFor(core) }],
    );
    log.note(
      `Serving. Clients log in once the stack is deployed: ${iotAuth("connect", "--local")}. Every call and every decision is a line below; end with ctrl-C.`,
    );
    await interrupted.promise;
  } finally {
    interrupted.dispose();
    await core.close();
    await (await announced)?.();
    await log.close("Stopped.", { event: "stopped" });
  }
}

/** Returns the environment variables for AWS's tools. The stand-in accepts any credentials; these keep the user's own from being sent to it. */
function environmentFor({ controlPlane, region }: LocalIotCore): string {
  const variables = {
    AWS_ENDPOINT_URL: controlPlane.url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  };
  return `export ${Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ")}`;
}

/** Whether a call changes something, judged by its HTTP method and its name. */
function isChange({ method, operation }: ControlPlaneCallRecord): boolean {
  return method !== "GET" && method !== "HEAD" && !/^(Get|List|Describe|BatchGet|Query|Scan|Filter)/.test(operation);
}
