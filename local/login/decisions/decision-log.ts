import { USER_NAME } from "../../../lambda/contract";
import type { Clock } from "../../clock";
import type { FunctionLogLine } from "../../functions/invocation";
import { loginName } from "../parameters";
import type { Client, DecisionEvent, DecisionListener } from "./decision-event";
import type { PolicyListener } from "./logged-policy";

/** Lines and waits kept for logins that are under way. */
const MAX_LINES = 1000;
/** Milliseconds from which on a wait is worth a word. */
const LONG_WAIT = 100;

/**
 * Turns decisions into events, and puts beside each login what the authorizer's function logged about it.
 * @example
 * const log = new DecisionLog(systemClock, (event) => console.log(JSON.stringify(event)));
 * log.login(client, true, "authorizer printers let it in");
 */
export class DecisionLog {
  /** By connection. */
  private readonly lines = new Map<string, string>();
  private readonly waits = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly listener: DecisionListener,
  ) {}

  /** Takes a line of the authorizer's function; it is kept if it says, in JSON, which connection it is about. */
  functionLogged({ line }: FunctionLogLine): void {
    const connectionId = connectionIdOf(line);
    if (connectionId === undefined) return;
    keep(this.lines, connectionId, line);
  }

  /** A call of the authorizer's function waited before it began: said with the next decision of its connection. */
  functionWaited(connectionId: string, milliseconds: number): void {
    if (milliseconds >= LONG_WAIT) keep(this.waits, connectionId, Math.round(milliseconds));
  }

  /** A login was refused before any policy was asked, or a refresh has an outcome. */
  login(client: Client, action: "iot:Connect" | "iot:Refresh", allowed: boolean, reason: string): void {
    this.tell(templateOf(client), action, client.clientId ?? "", allowed, reason);
  }

  /** What hears of a client's policy decisions. */
  of(client: Client): PolicyListener {
    const template = templateOf(client);
    return (action, resource, allowed, reason) => this.tell(template, action, resource, allowed, reason);
  }

  private tell(
    template: DecisionEvent,
    action: DecisionEvent["action"],
    resource: string,
    allowed: boolean,
    reason: string,
  ): void {
    const event: DecisionEvent = { ...template, time: this.clock.now(), action, resource, allowed, reason };
    const authorizerLog = take(this.lines, template.connectionId);
    const waitedMilliseconds = take(this.waits, template.connectionId);
    // Most are messages, of which there are many, and have neither.
    if (authorizerLog === undefined && waitedMilliseconds === undefined) this.listener(event);
    else
      this.listener({
        ...event,
        ...(authorizerLog !== undefined && { authorizerLog }),
        ...(waitedMilliseconds !== undefined && { waitedMilliseconds }),
      });
  }
}

/** What all events of a client have in common, in the order of an event's members: a copy of it costs a third of what putting one together does. */
function templateOf(client: Client): DecisionEvent {
  return { event: "decision", time: 0, ...client, action: "iot:Connect", resource: "", allowed: false, reason: "" };
}

function keep<T>(kept: Map<string, T>, connectionId: string, value: T): void {
  kept.set(connectionId, value);
  const [oldest] = kept.size > MAX_LINES ? kept.keys() : [];
  if (oldest !== undefined) kept.delete(oldest);
}

function take<T>(kept: Map<string, T>, connectionId: string): T | undefined {
  if (kept.size === 0) return undefined;
  const value = kept.get(connectionId);
  kept.delete(connectionId);
  return value;
}

/** The login name for the log, if it is one that a user may have: what a stranger typed into that field may be a password. */
export function loggableUser(username: string | undefined): { readonly user?: string } {
  const user = loginName(username ?? "");
  return USER_NAME.test(user) ? { user } : {};
}

function connectionIdOf(line: string): string | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const { connectionId } = JSON.parse(line) as { connectionId?: unknown };
    return typeof connectionId === "string" ? connectionId : undefined;
  } catch {
    return undefined;
  }
}
