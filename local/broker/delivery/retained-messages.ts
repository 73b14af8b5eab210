import type { Clock } from "../../clock";
import type { Message } from "../sessions/message";

/**
 * The last message published with RETAIN on each topic. Given to clients that subscribe to exactly this topic; never for filters with
 * wildcards, never for shared subscriptions.
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

  /** Whether one more topic may have a retained message. */
  hasRoom(message: Message): boolean {
    return message.payload.length === 0 || this.messages.has(message.topic.name) || this.messages.size < this.limit;
  }

  /** Keeps the message in place of an older one; one without payload removes it. */
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
