import { ALIAS_NONE, ALIAS_ONLY, ALIAS_SET, type AliasUse } from "../wire/packet-encoder";
import { violation } from "../wire/rules";

/**
 * The topic aliases that a client has set on its connection (MQTT 5, 3.3.2.3.4).
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt5-topic-alias
 */
export class InboundAliases {
  private readonly topics = new Map<number, string>();

  constructor(private readonly maximum: number) {}

  /**
   * Returns the topic of a PUBLISH with an alias, and remembers it if the PUBLISH sets the alias.
   * @param topic the topic in the PUBLISH; empty if the alias is used in its place
   * @throws ProtocolViolation 0x94 if the alias is 0 or above the maximum, 0x82 if the client has not set it
   */
  resolve(alias: number, topic: string): string {
    if (alias === 0) throw violation("aliasZero", 5);
    if (alias > this.maximum) throw violation("aliasTooLarge", 5, { what: `${alias}, the maximum is ${this.maximum}` });
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
 * The topic aliases that the broker sets on a connection: for the first topics that it sends, up to the client's Topic
 * Alias Maximum. Assumption: AWS does not say whether it sends aliases to clients that allow it.
 */
export class OutboundAliases {
  private readonly aliases = new Map<string, number>();

  constructor(private readonly maximum: number) {}

  /**
   * Returns how a PUBLISH names a topic, and assigns an alias if there is one left. {@link aliasOf} then returns the
   * alias.
   */
  use(topic: string): AliasUse {
    if (this.aliases.has(topic)) return ALIAS_ONLY;
    if (this.aliases.size >= this.maximum) return ALIAS_NONE;
    this.aliases.set(topic, this.aliases.size + 1);
    return ALIAS_SET;
  }

  /** Returns the alias of a topic; 0 if it has none. */
  aliasOf(topic: string): number {
    return this.aliases.get(topic) ?? 0;
  }
}
