import { ALIAS_NONE, ALIAS_ONLY, ALIAS_SET, type AliasUse } from "../wire/packet-encoder";
import { violation } from "../wire/rules";

/**
 * The aliases a client gave to topics on this connection (MQTT 5, 3.3.2.3.4).
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt5-topic-alias
 */
export class InboundAliases {
  private readonly topics = new Map<number, string>();

  constructor(private readonly maximum: number) {}

  /**
   * The topic that is meant by a PUBLISH with an alias.
   * @throws ProtocolViolation 0x94 if the alias is 0 or above the maximum, 0x82 if it stands for nothing
   */
  resolve(alias: number, topic: string): string {
    if (alias === 0) throw violation("aliasZero", 5);
    if (alias > this.maximum) throw violation("aliasTooLarge", 5, { what: `${alias}, and ${this.maximum} is allowed` });
    if (topic !== "") {
      this.topics.set(alias, topic);
      return topic;
    }
    const known = this.topics.get(alias);
    if (known === undefined) throw violation("aliasUnknown", 5, { what: String(alias) });
    return known;
  }
}

/**
 * The aliases the broker gives to topics on this connection: to the first ones it sends, as many as the client takes.
 * Assumption: AWS does not say whether it sends aliases to clients that allow it.
 */
export class OutboundAliases {
  private readonly aliases = new Map<string, number>();

  constructor(private readonly maximum: number) {}

  /** How to name a topic; the alias is found by {@link aliasOf} afterwards. */
  use(topic: string): AliasUse {
    if (this.aliases.has(topic)) return ALIAS_ONLY;
    if (this.aliases.size >= this.maximum) return ALIAS_NONE;
    this.aliases.set(topic, this.aliases.size + 1);
    return ALIAS_SET;
  }

  aliasOf(topic: string): number {
    return this.aliases.get(topic) ?? 0;
  }
}
