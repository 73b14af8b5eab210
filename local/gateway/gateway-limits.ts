/** What the gateway bears before it lets go of a client. Wall-clock time. */
export interface GatewayLimits {
  /** Milliseconds a client may take for the TLS handshake. @default 10000 */
  readonly handshakeMilliseconds: number;
  /** Milliseconds an HTTP client may take to send a request's headers. @default 10000 */
  readonly headersMilliseconds: number;
  /** Milliseconds an HTTP client may take to send a whole request. @default 30000 */
  readonly requestMilliseconds: number;
  /** Milliseconds an HTTP connection is kept open without a request. @default 60000 */
  readonly keepAliveMilliseconds: number;
  /** Connections at once, of all transports; further ones are closed. @default 20000 */
  readonly connections: number;
  /**
   * Bytes of request line and headers. AWS hands at most 8 KB of them to the authorizer's function; Assumption: it refuses more.
   * @default 8192
   */
  readonly headerBytes: number;
  /**
   * Bytes of a published payload.
   * @default 131072, 128 KB
   * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html#message-broker-limits
   */
  readonly payloadBytes: number;
}

export const DEFAULT_GATEWAY_LIMITS: GatewayLimits = {
  handshakeMilliseconds: 10_000,
  headersMilliseconds: 10_000,
  requestMilliseconds: 30_000,
  keepAliveMilliseconds: 60_000,
  connections: 20_000,
  headerBytes: 8 * 1024,
  payloadBytes: 128 * 1024,
};
