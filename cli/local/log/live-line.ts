import { visible, visibleTexts } from "../../../config/text";
import type { LocalEvent } from "../../../local";
import type { Output } from "../../output";
import type { SuggestingEvent } from "./suggest-change";

/**
 * Formats an event of the stand-in as one line without its time: client, action, resource, allowed or refused, and the reason. Control characters
 * from clients, which need not even be logged in, are made visible, so that they neither break the line nor control the terminal.
 * @returns `undefined` for an event that other lines already report
 */
export function liveLine(happened: SuggestingEvent, style: Output["style"]): string | undefined {
  const event = visibleTexts(happened);
  switch (event.event) {
    case "decision": {
      const { user = "-", clientId = "-", action, resource, allowed, reason, suggestion } = event;
      const who = user === clientId ? user : `${user} (${clientId})`;
      const outcome = allowed ? style("green", "allowed") : style("red", "refused");
      return `${who} ${action.replace("iot:", "")} ${resource} ${outcome}: ${reason}${handlerReason(event)}${waited(event)}${suggestion ? `. ${suggestion}` : ""}`;
    }
    case "disconnected":
      return `${event.clientId} disconnected: ${event.reason} (${event.message})`;
    case "problem":
      return `${event.clientId ?? "-"} ${style("yellow", event.kind)}: ${event.message}`;
    case "turned-away": {
      const { remoteAddress = "several addresses", count, message, remedy } = event;
      const times = count === 1 ? "" : ` (${count} times)`;
      return `${remoteAddress} ${style("yellow", "turned away")}${times}: ${message} ${remedy}`;
    }
    default:
      return undefined;
  }
}

/**
 * The time of day of an event, UTC.
 * @param time milliseconds since 1970
 * @example
 * clockTime(1795246800042); // "07:00:00.042"
 */
export const clockTime = (time: number): string => new Date(time).toISOString().slice(11, 23);

/** Says how long a login waited for a process, if it did. */
function waited({ waitedMilliseconds }: Extract<LocalEvent, { event: "decision" }>): string {
  if (waitedMilliseconds === undefined) return "";
  return ` (waited ${(waitedMilliseconds / 1000).toFixed(1)} s for a process of the function)`;
}

/** Returns the handler's reason for a refusal, which it writes to its log and not to the client. */
function handlerReason({ allowed, authorizerLog }: Extract<LocalEvent, { event: "decision" }>): string {
  if (allowed || authorizerLog === undefined) return "";
  try {
    const { reason } = JSON.parse(authorizerLog) as { reason?: unknown };
    return typeof reason === "string" ? ` (${visible(reason)})` : "";
  } catch {
    return "";
  }
}
