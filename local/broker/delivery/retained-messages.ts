import type { Clock } from "../../clock";
import type { Message } from "../sessions/message";

/**
 * The last message published with RETAIN on each topic. It is sent to clients that subscribe to exactly this topic, but
 * not for filters with wildcards and not for shared subscriptions.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-retain
 */
export class RetainedMessages {
  private readonly messages = new Map<string, Message>();

  constructor(
    private readonly clock: Clock,
    private readonly limit: number,
  ) {}

  get size(): number {
    return this.messages.size;
  }

  /** Whether the message can be stored without exceeding the maximum number of retained messages. */
  hasRoom(message: Message): boolean {
    return message.payload.length === 0 || this.messages.has(message.topic.name) || this.messages.size < this.limit;
  }

  /** Stores the message in place of the topic's older one. A message without payload removes the stored one. */
  store(message: Message): void {
    if (message.payload.length === 0) {
      this.messages.delete(message.topic.name);
      return;
    }
    message.settle();
    this.messages.set(message.topic.name, message);
  }

  get(topic: string): Message | undefined {
    const message = this.messages.get(topic);
    if (message?.expiresAt === undefined || message.expiresAt > this.clock.now()) return message;
    this.messages.delete(topic);
    return undefined;
  }
}
