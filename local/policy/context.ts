import { type DeviceContext, deviceKeyValues } from "./device-context";

/** Values of `iot:ConnectAttributes`: what a CONNECT asks for beyond the defaults. */
export type ConnectAttribute = "PersistentConnect" | "LastWill";

/**
 * The context of a request: everything but its action and resource. A missing member is an absent key for conditions
 * and variables.
 * @example
 * const context: RequestContext = { clientId: "printer-7", sourceIp: "203.0.113.7", secureTransport: true };
 */
export interface RequestContext {
  /** `iot:ClientId`. */
  readonly clientId?: string | undefined;
  /** `aws:SourceIp`: IPv4 or IPv6 address. */
  readonly sourceIp?: string | undefined;
  /** `iot:DomainName`: the name from the TLS SNI extension. */
  readonly domainName?: string | undefined;
  /** `aws:SecureTransport`. */
  readonly secureTransport?: boolean | undefined;
  /** `iot:ConnectAttributes`: on Connect a list, empty for default features; on other actions missing. */
  readonly connectAttributes?: readonly ConnectAttribute[] | undefined;
  /** `iot:LastWillTopic`: ARN of the Will's topic, on a Connect with a Will. */
  readonly lastWillTopic?: string | undefined;
  /** The certificate and the thing of a client that logged in with a certificate. */
  readonly device?: DeviceContext | undefined;
  /**
   * Clock of `aws:CurrentTime` and `aws:EpochTime`, milliseconds since 1970-01-01 UTC.
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
}

interface ContextKey {
  readonly read: (context: RequestContext) => string | readonly string[] | undefined;
  /** The value may differ between requests of one connection, so decisions that depend on it are not cached. */
  readonly volatile?: true;
}

const time = (context: RequestContext) => (context.now ?? Date.now)();

/**
 * Keys by their name in lower case, since IAM's key names ignore case. {@link deviceKeyValues} has the keys of things
 * and certificates, which connections with custom authentication alone lack.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/basic-policy-variables.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const KEYS: ReadonlyMap<string, ContextKey> = new Map<string, ContextKey>([
  ["iot:clientid", { read: (context) => context.clientId }],
  ["iot:domainname", { read: (context) => context.domainName }],
  ["iot:connectattributes", { read: (context) => context.connectAttributes }],
  ["iot:lastwilltopic", { read: (context) => context.lastWillTopic }],
  ["aws:securetransport", { read: (context) => context.secureTransport?.toString() }],
  ["aws:sourceip", { read: (context) => context.sourceIp, volatile: true }],
  ["aws:currenttime", { read: (context) => new Date(time(context)).toISOString(), volatile: true }],
  ["aws:epochtime", { read: (context) => String(Math.floor(time(context) / 1000)), volatile: true }],
]);

/**
 * Returns the values of a condition key; undefined if the request has no such key.
 * @example
 * contextValues({ clientId: "printer-7" }, "iot:ClientId"); // ["printer-7"]
 */
export function contextValues(context: RequestContext, key: string): readonly string[] | undefined {
  const known = KEYS.get(key.toLowerCase());
  if (known === undefined) return deviceKeyValues(context.device, key);
  const value = known.read(context);
  return typeof value === "string" ? [value] : value;
}

/**
 * Returns the value of a policy variable; undefined if it cannot be resolved because the key is absent, empty, or has
 * several values.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 * @example
 * variableValue({ clientId: "printer-7" }, "iot:ClientId"); // "printer-7"
 * variableValue({ clientId: "printer-7" }, "iot:Connection.Thing.ThingName"); // undefined
 */
export function variableValue(context: RequestContext, key: string): string | undefined {
  const known = KEYS.get(key.toLowerCase());
  const value = known === undefined ? onlyValue(deviceKeyValues(context.device, key)) : known.read(context);
  return typeof value === "string" && value !== "" ? value : undefined;
}

const onlyValue = (values: readonly string[] | undefined) => (values?.length === 1 ? values[0] : undefined);

/** Whether a key's value may change during a connection. */
export function isVolatileKey(key: string): boolean {
  return KEYS.get(key.toLowerCase())?.volatile ?? false;
}
