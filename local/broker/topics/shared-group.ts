import { DeliveryQueue } from "../sessions/delivery-queue";
import type { Message } from "../sessions/message";
import type { Membership, Subscription } from "../sessions/subscription";
import type { WaitingMemory } from "../sessions/waiting-memory";

/** Called with each message that no member can receive and that cannot wait either. */
export type GroupDropListener = (message: Message, cause: "shared-group-ended" | "queue-full") => void;

/**
 * One shared subscription `$share/<name>/<filter>` and its members. Each message is delivered to one member, in turn,
 * but first to connected members that can receive it at once. QoS 1 messages wait in a common queue until a member can
 * receive them, so that they do not wait for a busy member while another one is idle. While no member is connected they
 * wait if at least one has a persistent session. Messages that a member did not acknowledge before it disconnected are
 * delivered to another member.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt5-shared-subscription-message-queuing
 */
export class SharedGroup implements Membership {
  private readonly members: Subscription[] = [];
  private next = 0;
  private queue: DeliveryQueue | undefined;

  constructor(
    private readonly maxQueued: number,
    private readonly memory: WaitingMemory,
    private readonly onDrop: GroupDropListener,
  ) {}

  get size(): number {
    return this.members.length;
  }

  get queued(): number {
    return this.queue?.length ?? 0;
  }

  add(subscription: Subscription): void {
    this.members.push(subscription);
    this.sendQueued();
  }

  remove(subscription: Subscription): void {
    const at = this.members.indexOf(subscription);
    if (at !== -1) this.members.splice(at, 1);
    if (this.queue && !this.keepsMessages()) {
      this.memory.used -= this.queue.bytes;
      for (const { message } of this.queue.takeAll()) this.onDrop(message, "shared-group-ended");
    }
  }

  /** Returns the member for the next message; undefined if no member is connected. */
  choose(): Subscription | undefined {
    let leastBusy: Subscription | undefined;
    for (let step = 0; step < this.members.length; step++) {
      const member = this.members[(this.next + step) % this.members.length] as Subscription;
      const { connection, outbox } = member.session;
      if (!connection) continue;
      if (outbox.ready && !connection.outbound.blocked) {
        this.next = (this.next + step + 1) % this.members.length;
        return member;
      }
      if (!leastBusy || outbox.waitingCount < leastBusy.session.outbox.waitingCount) leastBusy = member;
    }
    return leastBusy;
  }

  /** Queues a QoS 1 message that no member can receive at once. */
  enqueue(message: Message): void {
    this.queue ??= new DeliveryQueue();
    if (!this.keepsMessages()) {
      this.onDrop(message, "shared-group-ended");
    } else if (this.queued >= this.maxQueued || !this.memory.allows(this.queue.bytes)) {
      this.onDrop(message, "queue-full");
    } else {
      message.settle();
      this.memory.used += message.size;
      this.queue.push({ message, retain: false, group: this });
    }
  }

  /** Delivers a message to another member, because one disconnected before it acknowledged the message. */
  passOn(message: Message): void {
    const member = this.choose();
    if (member) this.deliver(member, message);
    else this.enqueue(message);
  }

  /** Sends waiting messages, after a member has connected or can receive messages again. */
  sendQueued(): void {
    while (this.queued > 0) {
      const member = this.choose();
      if (!member || (member.qos === 1 && !member.session.outbox.ready)) return;
      const delivery = this.queue?.shift();
      if (!delivery) return;
      this.memory.used -= delivery.message.size;
      this.deliver(member, delivery.message);
    }
  }

  deliver(member: Subscription, message: Message): void {
    const retain = member.retainAsPublished && message.retain;
    const { connection, outbox } = member.session;
    if (message.qos === 0 || member.qos === 0) connection?.sendMessage(message, retain);
    else if (outbox.ready) outbox.add({ message, retain, group: this });
    else this.enqueue(message);
  }

  private keepsMessages(): boolean {
    return this.members.some(({ session }) => session.persistent || session.connection);
  }
}
