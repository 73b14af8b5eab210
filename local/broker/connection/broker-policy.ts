/**
 * The answer to "may this client do this?". The code that decides may add members (which statement, which document): events carry the
 * decision through untouched, and the live log prints it.
 */
export interface Decision {
  readonly allowed: boolean;
}

/** What `iot:Connect` is decided on. */
export interface ConnectRequest {
  readonly clientId: string;
  /** Whether the session shall outlive the connection: `iot:ConnectAttributes` `PersistentConnect`. */
  readonly persistent: boolean;
  /** The Will's topic: `iot:ConnectAttributes` `LastWill` and `iot:LastWillTopic`. */
  readonly willTopic?: string;
}

/**
 * What one client may do. Asked for every packet, so answers must be synchronous and cheap. Replaced as a whole when the authorizer's
 * answer is refreshed.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html
 */
export interface ConnectionPolicy {
  connect(request: ConnectRequest): Decision;
  /** `iot:Publish` on the topic, and `iot:RetainPublish` as well if `retain`. */
  publish(topic: string, options: { readonly retain: boolean }): Decision;
  /** `iot:Subscribe` on the filter, `$share/<name>/` included. */
  subscribe(filter: string): Decision;
  /** `iot:Receive` on the topic, asked at every delivery. */
  receive(topic: string): Decision;
}

const DENIED: Decision = Object.freeze({ allowed: false });

/** Allows nothing: what a connection has before anybody logged in. */
export const DENY_ALL: ConnectionPolicy = {
  connect: () => DENIED,
  publish: () => DENIED,
  subscribe: () => DENIED,
  receive: () => DENIED,
};
