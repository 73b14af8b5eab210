/**
 * Whether a client may do something. The policy may add members (which statement, which document): events carry the
 * decision unchanged, and the live log prints it.
 */
export interface Decision {
  readonly allowed: boolean;
}

/** The values with which `iot:Connect` is decided. */
export interface ConnectRequest {
  readonly clientId: string;
  /** Whether the session outlives the connection: `iot:ConnectAttributes` `PersistentConnect`. */
  readonly persistent: boolean;
  /** The Will's topic: `iot:ConnectAttributes` `LastWill` and `iot:LastWillTopic`. */
  readonly willTopic?: string;
}

/**
 * The policy of one client. It is evaluated for every packet, so its methods must be synchronous and fast. It is
 * replaced as a whole when the authorizer's answer is refreshed.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html
 */
export interface ConnectionPolicy {
  connect(request: ConnectRequest): Decision;
  /** `iot:Publish` on the topic, and `iot:RetainPublish` as well if `retain`. */
  publish(topic: string, options: { readonly retain: boolean }): Decision;
  /** `iot:Subscribe` on the filter, `$share/<name>/` included. */
  subscribe(filter: string): Decision;
  /** `iot:Receive` on the topic, evaluated at every delivery. */
  receive(topic: string): Decision;
}

const DENIED: Decision = Object.freeze({ allowed: false });

/** Allows nothing: the policy of a connection before its login. */
export const DENY_ALL: ConnectionPolicy = {
  connect: () => DENIED,
  publish: () => DENIED,
  subscribe: () => DENIED,
  receive: () => DENIED,
};
