/** How a client reached the stand-in. */
export type Transport = "mqtt" | "wss" | "https";

/** Who a decision is about. */
export interface Client {
  /** UUID. */
  readonly connectionId: string;
  readonly transport: Transport;
  /** Missing over HTTPS. */
  readonly clientId?: string;
  /** The login name, without its query string; missing where none was sent that a user may have (it could be a password). */
  readonly user?: string;
}

/**
 * One answer to "may this client do this?": one line of the live log.
 * @example
 * { event: "decision", time: 1795246800000, connectionId: "0b1f…", transport: "mqtt", clientId: "printer-7", user: "printer-7",
 *   action: "iot:Publish", resource: "star/printer-8", allowed: false, reason: "no statement allows iot:Publish on topic/star/printer-8" }
 */
export interface DecisionEvent extends Client {
  readonly event: "decision";
  /** Milliseconds since 1970, of the stand-in's clock. */
  readonly time: number;
  /** `iot:Refresh` is not AWS's: the authorizer was asked again. */
  readonly action: "iot:Connect" | "iot:Publish" | "iot:Subscribe" | "iot:Receive" | "iot:Refresh";
  /** Client id, topic or filter. */
  readonly resource: string;
  readonly allowed: boolean;
  /** Which statement decided, or why no statement was asked. Holds no secret. */
  readonly reason: string;
  /** The line the authorizer's function logged for this connection, on Connect and Refresh. */
  readonly authorizerLog?: string;
  /** Milliseconds that the login waited for a free process of the authorizer's function, from 100 on. */
  readonly waitedMilliseconds?: number;
}

/** Told of each decision. Must not throw. */
export type DecisionListener = (event: DecisionEvent) => void;
