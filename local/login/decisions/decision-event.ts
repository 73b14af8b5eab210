/** How a client reached the stand-in. */
export type Transport = "mqtt" | "wss" | "https";

/** The client that a decision is about. */
export interface Client {
  /** UUID. */
  readonly connectionId: string;
  readonly transport: Transport;
  /** MQTT client id. Missing over HTTPS. */
  readonly clientId?: string;
  /**
   * The login name, without its query string. Missing if the client sent none, or a text that cannot be a user name (it
   * could be a password).
   */
  readonly user?: string;
}

/**
 * A decision whether a client may do something: one line of the live log.
 * @example
 * { event: "decision", time: 1795246800000, connectionId: "0b1f…", transport: "mqtt", clientId: "printer-7", user: "printer-7",
 *   action: "iot:Publish", resource: "star/printer-8", allowed: false, reason: "no statement allows iot:Publish on topic/star/printer-8" }
 */
export interface DecisionEvent extends Client {
  readonly event: "decision";
  /** Milliseconds since 1970, of the stand-in's clock. */
  readonly time: number;
  /** The IoT action. `iot:Refresh` is the stand-in's own: the authorizer was called again. */
  readonly action: "iot:Connect" | "iot:Publish" | "iot:Subscribe" | "iot:Receive" | "iot:Refresh";
  /** Client id, topic or filter. */
  readonly resource: string;
  readonly allowed: boolean;
  /** The statement that decided, or why the login was refused before a policy was evaluated. Holds no secret. */
  readonly reason: string;
  /** The line that the authorizer's function logged for this connection, with Connect and Refresh. */
  readonly authorizerLog?: string;
  /** Milliseconds that the login waited for a free process of the authorizer's function. Missing below 100. */
  readonly waitedMilliseconds?: number;
}

/** Called with each decision that is not counted by a {@link Repetition}. Must not throw. */
export type DecisionListener = (event: DecisionEvent) => void;

/** Counts repetitions of one decision, in place of an event for each. */
export interface Repetition {
  /**
   * Called when the decision is repeated.
   * @returns false if it was not counted; the listener is then called with an event
   */
  again(): boolean;
}

/**
 * Returns the counter for repetitions of an event with which the listener has just been called. A message causes at
 * least two decisions, and an event for each would take longer than routing the message.
 * @param now returns milliseconds since 1970, of the stand-in's clock
 * @returns undefined if the listener has to be called each time
 */
export type RepetitionOf = (event: DecisionEvent, now: () => number) => Repetition | undefined;
