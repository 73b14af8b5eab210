/** What the gateway knows of a connection beyond MQTT: everything an authorizer's function is told. */
export interface GatewayContext {
  /** From the TLS SNI extension. */
  readonly serverName: string;
  /** The HTTP request, or the one that became a WebSocket. */
  readonly http?: HttpContext;
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal;
}

/** The parts of an HTTP request that AWS IoT Core passes on. */
export interface HttpContext {
  /**
   * By name as the client wrote it; of several with one name, joined by `, `. Assumption: AWS passes names on as they came; its pages
   * do not say.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** With the `?` at its beginning; empty if there is none. */
  readonly queryString: string;
}
