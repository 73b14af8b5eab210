/** The gateway's limits; it closes connections that exceed them. Times are wall-clock time, whatever `timeScale` is. */
export interface GatewayLimits {
  /** Milliseconds that a client may take for the TLS handshake. @default 10000 */
  readonly handshakeMilliseconds: number;
  /** Milliseconds that an HTTP client may take to send a request's headers. @default 10000 */
  readonly headersMilliseconds: number;
  /** Milliseconds that an HTTP client may take to send a whole request. @default 30000 */
  readonly requestMilliseconds: number;
  /** Milliseconds that an HTTP connection stays open without a request. @default 60000 */
  readonly keepAliveMilliseconds: number;
  /** Maximum number of open connections of all transports together; further connections are closed. @default 20000 */
  readonly connections: number;
  /**
   * Maximum size of request line and headers, bytes. AWS passes at most 8 KB of them to the authorizer's function;
   * Assumption: it refuses more.
   * @default 8192
   */
  readonly headerBytes: number;
  /**
   * Maximum size of a published payload, bytes.
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
