import { zip } from "../../infra/packaging/zip";
import type { LocalIotCoreOptions } from "../../local";
import type { Deployment } from "../../local/core/deployment";
import { type StandIn, serveStack } from "../helpers/stand-in";

/** A stand-in with a handler written for the test. */
export interface CustomStandIn extends StandIn {
  /** Events that the handler got, in order. */
  readonly calls: () => { readonly [member: string]: unknown }[];
  /** Puts another handler in place. */
  replace(handler: string): Promise<void>;
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
  const codeOf = (text: string) => zip({ "index.js": Buffer.from(text) });
  const standIn = await serveStack(
    async () => ({
      stackName: "custom",
      function: { zip: await codeOf(handler), handler: "index.handler", timeout: 5 },
      authorizer: { name: "custom", signingDisabled: true, ...authorizer },
      setAsDefault,
    }),
    options,
  );
  return {
    ...standIn,
    calls: () =>
      standIn.events.flatMap((event) =>
        event.event === "authorizer-log" && event.line.startsWith("EVENT ") ? [JSON.parse(event.line.slice(6))] : [],
      ),
    replace: async (other) => standIn.core.replaceFunction(await codeOf(other)),
  };
}
