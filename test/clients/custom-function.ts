import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zip } from "../../infra/packaging/zip";
import { type LocalEvent, type LocalIotCore, type LocalIotCoreOptions, startLocalIotCore } from "../../local";
import type { Deployment } from "../../local/core/deployment";
import { EventRecorder } from "./event-recorder";

/** A stand-in with a handler written for the test. */
export interface CustomStandIn {
  readonly core: LocalIotCore;
  readonly events: LocalEvent[];
  /** Events that the handler got, in order. */
  readonly calls: () => { readonly [member: string]: unknown }[];
  /** Waits for an event, past or to come. */
  seen(passes: (event: LocalEvent) => boolean): Promise<LocalEvent>;
  /** Puts another handler in place. */
  replace(handler: string): Promise<void>;
  close(): Promise<void>;
}

/** A handler that lets everybody do everything; `with` may change the answer. It logs each event it gets. */
export const allowing = (change = "") => `
  exports.handler = async (event, context) => {
    console.log("EVENT " + JSON.stringify(event));
    const [, , , region, account] = context.invokedFunctionArn.split(":");
    const answer = {
      isAuthenticated: true, principalId: "someone", disconnectAfterInSeconds: 86400, refreshAfterInSeconds: 86400,
      policyDocuments: [{ Version: "2012-10-17", Statement: [
        { Effect: "Allow", Action: ["iot:*"], Resource: ["arn:aws:iot:" + region + ":" + account + ":*"] }] }],
    };
    ${change}
    return answer;
  };`;

/** Starts one. */
export async function startWithHandler(
  handler: string,
  options: Partial<LocalIotCoreOptions> = {},
  deployment: Partial<Deployment["authorizer"]> & { readonly setAsDefault?: boolean } = {},
): Promise<CustomStandIn> {
  const { setAsDefault = true, ...authorizer } = deployment;
  const folder = await mkdtemp(join(tmpdir(), "iot-auth-custom-"));
  await writeFile(join(folder, "index.js"), handler);
  const { events, seen, listen } = new EventRecorder();
  const core = await startLocalIotCore({
    certificatesFolder: join(folder, "certificates"),
    onEvent: listen,
    ...options,
  });
  core.load({
    stackName: "custom",
    function: { zip: await zip({ "index.js": Buffer.from(handler) }), handler: "index.handler", timeout: 5 },
    authorizer: { name: "custom", signingDisabled: true, ...authorizer },
    setAsDefault,
  });
  return {
    core,
    events,
    calls: () =>
      events.flatMap((event) =>
        event.event === "authorizer-log" && event.line.startsWith("EVENT ") ? [JSON.parse(event.line.slice(6))] : [],
      ),
    seen,
    replace: async (other) => core.replaceFunction(await zip({ "index.js": Buffer.from(other) })),
    close: async () => {
      await core.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
