import { USER_NAME } from "../../../lambda/contract";
import type { Clock } from "../../clock";
import type { FunctionLogLine } from "../../functions/invocation";
import { loginName } from "../parameters";
import type { Client, DecisionEvent, DecisionListener, RepetitionOf } from "./decision-event";
import type { PolicyListener } from "./logged-policy";

/** Maximum number of lines, and of waits, that are kept for pending logins. */
const MAX_LINES = 1000;
/** Waits of at least this many milliseconds are reported. */
const LONG_WAIT = 100;

/**
 * Converts decisions to events, and adds to each login the line that the authorizer's function logged about it.
 * @example
 * const log = new DecisionLog(systemClock, (event) => console.log(JSON.stringify(event)));
 * log.login(client, "iot:Connect", false, "authorizer printers answered isAuthenticated: false");
 */
export class DecisionLog {
  /** The function's last line, by connection. */
  private readonly lines = new Map<string, string>();
  private readonly waits = new Map<string, number>();
  private readonly now = () => this.clock.now();

  /**
   * @param repetitionOf called after an allowed action was reported
   * @default - the listener is called with every decision
   */
  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly listener: DecisionListener,
    private readonly repetitionOf?: RepetitionOf,
  ) {}

  /** Keeps a line of the authorizer's function if it is JSON with a `connectionId`. */
  functionLogged({ line }: FunctionLogLine): void {
    const connectionId = connectionIdOf(line);
    if (connectionId === undefined) return;
    keep(this.lines, connectionId, line);
  }

  /**
   * Keeps the time that a call of the authorizer's function waited; it is reported with the connection's next decision.
   */
  functionWaited(connectionId: string, milliseconds: number): void {
    if (milliseconds >= LONG_WAIT) keep(this.waits, connectionId, Math.round(milliseconds));
  }

  /** Reports a login that was refused before a policy was evaluated, or the outcome of a refresh. */
  login(client: Client, action: "iot:Connect" | "iot:Refresh", allowed: boolean, reason: string): void {
    this.tell(templateOf(client), action, client.clientId ?? "", allowed, reason);
  }

  /** Returns a listener for the policy decisions of a client. */
  of(client: Client): PolicyListener {
    const template = templateOf(client);
    return (action, resource, allowed, reason) => {
      const event = this.tell(template, action, resource, allowed, reason);
      return allowed ? this.repetitionOf?.(event, this.now) : undefined;
    };
  }

  private tell(
    template: DecisionEvent,
    action: DecisionEvent["action"],
    resource: string,
    allowed: boolean,
    reason: string,
  ): DecisionEvent {
    const event: DecisionEvent = { ...template, time: this.clock.now(), action, resource, allowed, reason };
    const authorizerLog = take(this.lines, template.connectionId);
    const waitedMilliseconds = take(this.waits, template.connectionId);
    // Most decisions are about messages and have neither; they take the short way, since there are many.
    if (authorizerLog === undefined && waitedMilliseconds === undefined) this.listener(event);
    else
      this.listener({
        ...event,
        ...(authorizerLog !== undefined && { authorizerLog }),
        ...(waitedMilliseconds !== undefined && { waitedMilliseconds }),
      });
    return event;
  }
}

/**
 * The members that all events of a client share, in the order of an event's members. Copying it takes a third of the
 * time of building an event.
 */
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

/** The login name for the log, if it can be a user name. Other texts in the user name field may be passwords. */
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
