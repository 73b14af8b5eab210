import { DeliveryQueue } from "../sessions/delivery-queue";
import type { Message } from "../sessions/message";
import type { Subscription } from "../sessions/subscription";

/** Told when a message finds no member at all. */
export type GroupDropListener = (message: Message) => void;

/**
 * The members of one shared subscription `$share/<name>/<filter>`. Each message goes to one of them, in turn, connected members whose
 * window is open first. QoS 1 messages wait while no member is connected, if at least one has a persistent session. What a member had
 * not acknowledged when it went away goes to another.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt5-shared-subscription-message-queuing
 */
export class SharedGroup {
  private readonly members: Subscription[] = [];
  private next = 0;
  private queue: DeliveryQueue | undefined;

  constructor(
    private readonly maxQueued: number,
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
    if (!this.keepsMessages()) {
      for (const { message } of this.queue?.takeAll() ?? []) this.onDrop(message);
    }
  }

  /** Whether a QoS 1 message can be taken: by a connected member with fewer than `maxWaiting` before it, or by the queue. */
  hasRoom(maxWaiting: number): boolean {
    const connected = this.members.filter((member) => member.session.connection);
    if (connected.length === 0) return this.queued < this.maxQueued;
    return connected.some((member) => member.session.outbox.waitingCount < maxWaiting);
  }

  /** The member the next message goes to; none if no member is connected. */
  choose(): Subscription | undefined {
    let leastBusy: Subscription | undefined;
    for (let step = 0; step < this.members.length; step++) {
      const member = this.members[(this.next + step) % this.members.length] as Subscription;
      const { connection, outbox } = member.session;
      if (!connection) continue;
      if (outbox.ready) {
        this.next = (this.next + step + 1) % this.members.length;
        return member;
      }
      if (!leastBusy || outbox.waitingCount < leastBusy.session.outbox.waitingCount) leastBusy = member;
    }
    return leastBusy;
  }

  /** Takes a QoS 1 message that has no connected member to go to. */
  enqueue(message: Message): void {
    if (!this.keepsMessages()) {
      this.onDrop(message);
      return;
    }
    message.settle();
    this.queue ??= new DeliveryQueue();
    this.queue.push({ message, retain: false, group: this });
  }

  /** Finds a new home for a message whose member went away before acknowledging it. */
  passOn(message: Message): void {
    const member = this.choose();
    if (member) this.deliver(member, message);
    else this.enqueue(message);
  }

  /** A member has come (back): it gets what waited. */
  sendQueued(): void {
    while (this.queued > 0) {
      const member = this.choose();
      const delivery = member && this.queue?.shift();
      if (!delivery) return;
      this.deliver(member, delivery.message);
    }
  }

  deliver(member: Subscription, message: Message): void {
    const retain = member.retainAsPublished && message.retain;
    if (message.qos === 1 && member.qos === 1) member.session.outbox.add({ message, retain, group: this });
    else member.session.connection?.sendMessage(message, retain);
  }

  private keepsMessages(): boolean {
    return this.members.some((member) => member.session.persistent);
  }
}
