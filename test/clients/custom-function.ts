import { zip } from "../../infra/packaging/zip";
import type { LocalIotCoreOptions } from "../../local";
import type { Deployment } from "../../local/core/deployment";
import { type StandIn, serveStack } from "../helpers/stand-in";

/** A stand-in with a handler written for the test. */
export interface CustomStandIn extends StandIn {
  /** Returns the events that the handler received, in order. */
  readonly calls: () => { readonly [member: string]: unknown }[];
  /** Replaces the handler. */
  replace(handler: string): Promise<void>;
}

/**
 * Returns the code of a handler that allows everything and logs each event.
 * @param change Code that may change `answer`
 */
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

/** Starts a stand-in with a handler. */
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
