import type { TopicName } from "../topics/topic-name";
import { ALIAS_NONE, type AliasUse, type EncodedPublish, encodePublish, reusePublish } from "../wire/packet-encoder";
import type { IncomingPublish } from "../wire/publish-decoder";

const NO_BYTES = Buffer.alloc(0);
/** Memory of a message with its own buffer, without its bytes, as measured with 100,000 messages on Node.js 20. */
const OVERHEAD_BYTES = 600;

/** The values of a {@link Message}. */
export interface MessageParts {
  readonly topic: TopicName;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly retain?: boolean;
  /** Encoded properties for MQTT 5 subscribers. */
  readonly properties?: Buffer;
  /** Time from which the message is not delivered any more, milliseconds on the broker's clock. */
  readonly expiresAt?: number | undefined;
  /** The packet that it came in. @default - it came in none, or its bytes are of no use */
  readonly received?: IncomingPublish;
}

/** A published message. */
export class Message {
  readonly topic: TopicName;
  readonly qos: 0 | 1;
  /** The publisher's RETAIN flag. */
  readonly retain: boolean;
  readonly expiresAt: number | undefined;
  payload: Buffer;
  properties: Buffer;
  /** The first encoded packet, which is usually the only one. Further packets are in `encodings`. */
  private first: EncodedPublish | undefined;
  private firstKey = -1;
  private encodings: Map<number, EncodedPublish> | undefined;
  private received: IncomingPublish | undefined;

  constructor(parts: MessageParts) {
    this.topic = parts.topic;
    this.qos = parts.qos;
    this.retain = parts.retain ?? false;
    this.expiresAt = parts.expiresAt;
    this.payload = parts.payload;
    this.properties = parts.properties ?? NO_BYTES;
    this.received = parts.received;
  }

  /** Approximate memory of the waiting message, bytes. */
  get size(): number {
    return this.payload.length + this.properties.length + this.topic.bytes.length + OVERHEAD_BYTES;
  }

  /** Returns the packet for subscribers with a version and QoS. It is encoded only once. */
  encoded(version: 4 | 5, qos: 0 | 1, alias: AliasUse = ALIAS_NONE): EncodedPublish {
    const key = (version === 5 ? 2 : 0) + qos + 4 * alias;
    if (this.first && this.firstKey === key) return this.first;
    const known = this.encodings?.get(key);
    if (known) return known;
    const encoding = this.reused(version, qos, alias) ?? encodePublish(this, version, qos, alias);
    if (!this.first) {
      this.first = encoding;
      this.firstKey = key;
    } else {
      this.encodings ??= new Map();
      this.encodings.set(key, encoding);
    }
    return encoding;
  }

  /** The packet that it came in, if a subscriber can get the same bytes. */
  private reused(version: 4 | 5, qos: 0 | 1, alias: AliasUse): EncodedPublish | undefined {
    const { received } = this;
    const fits = received?.version === version && received.qos === qos && alias === ALIAS_NONE;
    return fits ? reusePublish(received) : undefined;
  }

  /**
   * Must be called before the message is kept for long. Copies the bytes out of the read buffer, so that a small
   * message does not keep a large buffer in memory, and frees the encoded packets.
   */
  settle(): void {
    this.payload = ownBytes(this.payload);
    this.properties = ownBytes(this.properties);
    this.first = undefined;
    this.received = undefined;
    this.encodings = undefined;
  }
}

function ownBytes(view: Buffer): Buffer {
  if (view.buffer.byteLength === view.length) return view;
  const own = Buffer.allocUnsafeSlow(view.length);
  own.set(view);
  return own;
}
