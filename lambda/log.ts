import type { AuthorizerEvent, DecisionLog } from "./contract";
import { metricMembers } from "./metrics";

/** Maximum length of a logged client id or connection id, characters; the rest is cut off. */
const MAX_LOGGED = 128;

/**
 * Writes the line about a decision to standard output, from where Lambda sends it to CloudWatch Logs. Holds no secret,
 * hash or token.
 * @param started `performance.now()` when the event arrived
 * @param metricsNamespace CloudWatch namespace of the metrics in the line. @default - the line has no metrics
 */
export function logDecision(
  event: unknown,
  started: number,
  decision: Pick<DecisionLog, "outcome" | "reason" | "user" | "group">,
  metricsNamespace?: string,
): void {
  const { protocolData, connectionMetadata } = (event ?? {}) as AuthorizerEvent;
  const line: DecisionLog = {
    event: "decision",
    ...decision,
    ...loggable("clientId", protocolData?.mqtt?.clientId),
    ...loggable("connectionId", connectionMetadata?.id),
    milliseconds: Math.round((performance.now() - started) * 10) / 10,
  };
  const { AWS_LAMBDA_FUNCTION_NAME: functionName = "unknown" } = process.env;
  const metrics = metricsNamespace ? metricMembers(metricsNamespace, functionName, decision, Date.now()) : {};
  console.log(JSON.stringify({ ...line, ...metrics }));
}

/**
 * Writes a line with the reason why users could not be read. The line about the refusal follows.
 * @param code error code of AWS or of the network
 */
export function logStoreError(code: string): void {
  console.log(JSON.stringify({ event: "store-error", code }));
}

function loggable(key: "clientId" | "connectionId", value: unknown): Partial<DecisionLog> {
  return typeof value === "string" && value !== "" ? { [key]: value.slice(0, MAX_LOGGED) } : {};
}
