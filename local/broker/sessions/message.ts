import type { TopicName } from "../topics/topic-name";
import { ALIAS_NONE, type AliasUse, type EncodedPublish, encodePublish } from "../wire/packet-encoder";

const NO_BYTES = Buffer.alloc(0);
/** What a message with its own buffer takes besides its bytes, as measured with 100,000 of them on Node.js 20. */
const OVERHEAD_BYTES = 600;

/** What a {@link Message} is made of. */
export interface MessageParts {
  readonly topic: TopicName;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly retain?: boolean;
  /** Properties for MQTT 5 subscribers, as on the wire. */
  readonly properties?: Buffer;
  /** Milliseconds on the broker's clock after which it is not delivered any more. */
  readonly expiresAt?: number | undefined;
}

/** A published message on its way to subscribers. */
export class Message {
  readonly topic: TopicName;
  readonly qos: 0 | 1;
  /** The publisher's RETAIN flag. */
  readonly retain: boolean;
  readonly expiresAt: number | undefined;
  payload: Buffer;
  properties: Buffer;
  /** The packet that was asked for first, which most often is the only one, and where there are others, all of them. */
  private first: EncodedPublish | undefined;
  private firstKey = -1;
  private encodings: Map<number, EncodedPublish> | undefined;

  constructor(parts: MessageParts) {
    this.topic = parts.topic;
    this.qos = parts.qos;
    this.retain = parts.retain ?? false;
    this.expiresAt = parts.expiresAt;
    this.payload = parts.payload;
    this.properties = parts.properties ?? NO_BYTES;
  }

  /** Roughly the bytes of memory it takes while it waits. */
  get size(): number {
    return this.payload.length + this.properties.length + this.topic.bytes.length + OVERHEAD_BYTES;
  }

  /** The packet for subscribers of a version and QoS; serialized the first time it is asked for. */
  encoded(version: 4 | 5, qos: 0 | 1, alias: AliasUse = ALIAS_NONE): EncodedPublish {
    const key = (version === 5 ? 2 : 0) + qos + 4 * alias;
    if (this.first && this.firstKey === key) return this.first;
    const known = this.encodings?.get(key);
    if (known) return known;
    const encoding = encodePublish(this, version, qos, alias);
    if (!this.first) {
      this.first = encoding;
      this.firstKey = key;
    } else {
      this.encodings ??= new Map();
      this.encodings.set(key, encoding);
    }
    return encoding;
  }

  /**
   * Call before keeping it for long. Bytes that arrived with other packets are copied out, so that a small message does not keep a
   * large read buffer in memory, and serialized forms are let go.
   */
  settle(): void {
    this.payload = ownBytes(this.payload);
    this.properties = ownBytes(this.properties);
    this.first = undefined;
    this.encodings = undefined;
  }
}

function ownBytes(view: Buffer): Buffer {
  if (view.buffer.byteLength === view.length) return view;
  const own = Buffer.allocUnsafeSlow(view.length);
  own.set(view);
  return own;
}
