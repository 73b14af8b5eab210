/**
 * Quotas that AWS IoT Core documents for its message broker.
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html#message-broker-limits ("GR" below)
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html ("DG" below)
 */
export interface AwsLimits {
  /** Bytes of UTF-8 in a client id. @default 128 (GR "Client ID size") */
  readonly clientIdBytes: number;
  /** Bytes of payload in a PUBLISH or Will. @default 131072, 128 KB (GR "MQTT payload size") */
  readonly payloadBytes: number;
  /** Bytes of variable header and payload, announced in an MQTT 5 CONNACK. @default 149504, 146 KB (GR "Maximum MQTT5 packet size") */
  readonly packetBytes: number;
  /**
   * Smallest Maximum Packet Size that a client may announce, bytes.
   * @default 512 (GR "Minimum MQTT5 maximum packet size")
   */
  readonly clientPacketBytesMinimum: number;
  /** Bytes of UTF-8 in a topic, not counting `$aws/rules/<rule>/`. @default 256 (GR "Topic size") */
  readonly topicBytes: number;
  /** Slashes in a topic or filter, not counting those of `$aws/rules/<rule>/` and `$share/<name>/`. @default 7 (GR "Maximum number of slashes") */
  readonly topicSlashes: number;
  /** Characters in the name of a shared subscription. @default 128 (DG "Shared subscriptions") */
  readonly shareNameCharacters: number;
  /** Filters in one SUBSCRIBE or UNSUBSCRIBE. @default 8 (GR "Maximum subscriptions per subscribe request") */
  readonly filtersPerRequest: number;
  /** @default 50 (GR "Subscriptions per connection") */
  readonly subscriptionsPerConnection: number;
  /**
   * Maximum number of unacknowledged QoS 1 messages from a client.
   * @default 100 (GR "Maximum inbound unacknowledged QoS 1 publish requests")
   */
  readonly inboundUnacknowledged: number;
  /**
   * Maximum number of unacknowledged QoS 1 messages to a client, unless its Receive Maximum is smaller.
   * @default 100 (GR "Maximum outbound unacknowledged QoS 1 publish requests")
   */
  readonly outboundUnacknowledged: number;
  /** Keep-alive for clients that request 0 or more than this, seconds. @default 1200 (GR "Connection inactivity") */
  readonly keepAliveSeconds: number;
  /** Keep-alive for clients that request less than this, seconds. @default 30 (GR "Connection inactivity") */
  readonly keepAliveMinimumSeconds: number;
  /**
   * Maximum time that a session outlives its connection, seconds; AWS raises it on request to 604,800 (7 days).
   * @default 3600 (GR "Persistent session expiry period")
   */
  readonly sessionExpirySeconds: number;
  /** Highest topic alias. @default 8 (GR "Maximum MQTT5 Topic Alias value") */
  readonly topicAliases: number;
  /** Message Expiry Intervals above this are lowered to it; 0 is raised to 1. Seconds. @default 604800 (GR "Maximum Message Expiry Interval") */
  readonly messageExpirySeconds: number;
  /** @default 256 (GR "Maximum MQTT5 Content Type size") */
  readonly contentTypeBytes: number;
  /** @default 8192 (GR "Maximum MQTT5 Correlation Data size") */
  readonly correlationDataBytes: number;
  /** Keys and values together. @default 8192 (GR "Maximum User Properties total size") */
  readonly userPropertiesBytes: number;
  /** @default 500000 (GR "Maximum number of retained messages per account") */
  readonly retainedMessages: number;
  /** @default 100 (GR "Shared Subscription groups per account") */
  readonly sharedGroups: number;
  /** @default 100 (GR "Shared Subscriptions per group") */
  readonly sharedGroupMembers: number;
  /** @default 500000 (GR "Queued Messages per shared subscription group") */
  readonly sharedGroupQueue: number;
}

/**
 * Limits of the stand-in itself, for one process on a laptop. AWS documents none of them; all times are wall-clock
 * time.
 */
export interface OwnLimits {
  /** Milliseconds that a client may take to send a CONNECT. @default 5000 */
  readonly connectTimeoutMs: number;
  /**
   * Maximum number of QoS 1 messages that wait for a session, see {@link Assumptions.slowSubscriber}.
   * @default 100000
   */
  readonly queuedMessages: number;
  /** Maximum size of the messages that wait for a session or are in flight, bytes. @default 67108864 (64 MiB) */
  readonly queuedBytes: number;
  /** Unsent bytes of a connected client above which QoS 0 messages to it are dropped. @default 16777216 (16 MiB) */
  readonly unsentBytes: number;
  /**
   * Maximum size of waiting and unsent messages of all clients, bytes, see {@link WaitingMemory}.
   * @default 268435456 (256 MiB)
   */
  readonly waitingBytes: number;
  /** Milliseconds that a client may take to receive the last bytes before its stream is destroyed. @default 2000 */
  readonly closeGraceMs: number;
}

export type BrokerLimits = AwsLimits & OwnLimits;

export const DEFAULT_LIMITS: BrokerLimits = {
  clientIdBytes: 128,
  payloadBytes: 128 * 1024,
  packetBytes: 146 * 1024,
  clientPacketBytesMinimum: 512,
  topicBytes: 256,
  topicSlashes: 7,
  shareNameCharacters: 128,
  filtersPerRequest: 8,
  subscriptionsPerConnection: 50,
  inboundUnacknowledged: 100,
  outboundUnacknowledged: 100,
  keepAliveSeconds: 1200,
  keepAliveMinimumSeconds: 30,
  sessionExpirySeconds: 3600,
  topicAliases: 8,
  messageExpirySeconds: 604_800,
  contentTypeBytes: 256,
  correlationDataBytes: 8 * 1024,
  userPropertiesBytes: 8 * 1024,
  retainedMessages: 500_000,
  sharedGroups: 100,
  sharedGroupMembers: 100,
  sharedGroupQueue: 500_000,
  connectTimeoutMs: 5000,
  queuedMessages: 100_000,
  queuedBytes: 64 * 1024 * 1024,
  unsentBytes: 16 * 1024 * 1024,
  waitingBytes: 256 * 1024 * 1024,
  closeGraceMs: 2000,
};
