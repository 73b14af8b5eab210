import type { AuthorizerEvent, DecisionLog } from "./contract";

/** Longest client id or connection id that is logged, characters. */
const MAX_LOGGED = 128;

/**
 * Writes the one line about a decision to standard output, where Lambda sends it to CloudWatch Logs. Holds no secret, hash or token.
 * @param started `performance.now()` when the event arrived
 */
export function logDecision(
  event: unknown,
  started: number,
  decision: Pick<DecisionLog, "outcome" | "reason" | "user" | "group">,
): void {
  const { protocolData, connectionMetadata } = (event ?? {}) as AuthorizerEvent;
  const line: DecisionLog = {
    event: "decision",
    ...decision,
    ...loggable("clientId", protocolData?.mqtt?.clientId),
    ...loggable("connectionId", connectionMetadata?.id),
    milliseconds: Math.round((performance.now() - started) * 10) / 10,
  };
  console.log(JSON.stringify(line));
}

function loggable(key: "clientId" | "connectionId", value: unknown): Partial<DecisionLog> {
  return typeof value === "string" && value !== "" ? { [key]: value.slice(0, MAX_LOGGED) } : {};
}
