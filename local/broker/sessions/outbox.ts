import { type Delivery, DeliveryQueue } from "./delivery-queue";
import type { Message } from "./message";
import type { WaitingMemory } from "./waiting-memory";

/** Sends a QoS 1 message to a connected client. */
export interface DeliverySender {
  /** Returns false if the message must not or cannot be sent to this client, and is thereby done with. */
  sendDelivery(delivery: Delivery, packetId: number): boolean;
  /**
   * Told that more waits for the client than may.
   * @returns whether it is about to be disconnected for that, so that the message is better kept for its return
   */
  tooSlow(): boolean;
}

/** How much may wait in an {@link Outbox}. */
export interface OutboxRoom {
  /** Messages. */
  readonly queuedMessages: number;
  /** Bytes, those in flight too. */
  readonly queuedBytes: number;
  /** What all outboxes share. */
  readonly memory: WaitingMemory;
  /** Told of a message that found no room. */
  readonly onFull: (message: Message) => void;
}

const LAST_PACKET_ID = 65_535;
/** From so many waiting messages on they are expected to wait for long. */
const SETTLE_FROM = 100;

/**
 * The QoS 1 messages of one session: at most a window of them in flight, the others waiting in order. A message leaves only when the
 * client acknowledges it (MQTT 5, 4.3.2 and 4.9).
 *
 * There is room for so many messages and bytes. A client that is connected and lets it be filled is disconnected, see
 * {@link Assumptions.slowSubscriber}; what comes while it is away and finds no room is given up, and told. A client that comes back to a
 * full outbox is given time to empty half of it.
 *
 * When the client comes back, what it had not acknowledged is sent again, with new packet identifiers and without DUP, as AWS does.
 * While it is connected nothing is sent twice: AWS says it tries again then, not how often, and MQTT 5 forbids it (4.4).
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-differences
 */
export class Outbox {
  private sender: DeliverySender | undefined;
  private window = 0;
  private lastPacketId = 0;
  private inFlight: Map<number, Delivery> | undefined;
  private waiting: DeliveryQueue | undefined;
  /** Of all messages, in flight or waiting. */
  private bytes = 0;
  /** It was full when the client came back, and is not half empty yet. */
  private catchingUp = false;

  constructor(private readonly room: OutboxRoom) {}

  get waitingCount(): number {
    return this.waiting?.length ?? 0;
  }

  /** Whether a message would be sent at once. */
  get ready(): boolean {
    return this.sender !== undefined && this.waitingCount === 0 && this.windowOpen;
  }

  add(delivery: Delivery): void {
    if (this.sender && this.ready) {
      this.account(delivery.message.size);
      this.send(this.sender, delivery);
    } else if (this.full && !this.keepsBeyond()) {
      this.room.onFull(delivery.message);
    } else {
      this.queue(delivery);
    }
  }

  /** Takes a client's acknowledgement; one for which no message is in flight is left aside. */
  acknowledge(packetId: number): void {
    const delivery = this.inFlight?.get(packetId);
    if (!delivery) return;
    this.inFlight?.delete(packetId);
    this.account(-delivery.message.size);
    this.sendWaiting();
    if (this.catchingUp && this.waitingCount <= this.room.queuedMessages / 2 && !this.full) this.catchingUp = false;
  }

  /** The client is there: `window` is how many messages it lets be in flight (MQTT 5 Receive Maximum). */
  resume(sender: DeliverySender, window: number): void {
    this.sender = sender;
    this.window = window;
    this.catchingUp = this.full;
    this.sendWaiting();
  }

  /**
   * The client is gone. What it had not acknowledged waits again, before what came later.
   * @returns what belongs to shared subscriptions, for their other members
   */
  suspend(): readonly Delivery[] {
    this.sender = undefined;
    const all = this.takeAll();
    for (const delivery of all) {
      if (!delivery.group) this.queue(delivery);
    }
    return all.filter((delivery) => delivery.group);
  }

  /** Empties it: in flight first, then waiting. */
  takeAll(): Delivery[] {
    const inFlight = this.inFlight ? [...this.inFlight.values()] : [];
    this.inFlight = undefined;
    const waiting = this.waiting?.takeAll() ?? [];
    this.waiting = undefined;
    this.account(-this.bytes);
    return [...inFlight, ...waiting];
  }

  private get windowOpen(): boolean {
    const count = this.inFlight?.size ?? 0;
    return count < this.window && (count === 0 || this.room.memory.allows(this.bytes));
  }

  private get full(): boolean {
    const { queuedMessages, queuedBytes, memory } = this.room;
    return this.waitingCount >= queuedMessages || this.bytes >= queuedBytes || !memory.allows(this.bytes);
  }

  /** Whether a message is kept though there is no room: the few that come until the client is disconnected for it. */
  private keepsBeyond(): boolean {
    return this.sender !== undefined && !this.catchingUp && this.sender.tooSlow();
  }

  private queue(delivery: Delivery): void {
    if (!this.sender || this.waitingCount >= SETTLE_FROM) delivery.message.settle();
    this.account(delivery.message.size);
    this.waiting ??= new DeliveryQueue();
    this.waiting.push(delivery);
  }

  private account(bytes: number): void {
    this.bytes += bytes;
    this.room.memory.used += bytes;
  }

  private sendWaiting(): void {
    while (this.sender && this.waiting && this.windowOpen) {
      const next = this.waiting.shift();
      if (!next) return;
      this.send(this.sender, next);
    }
  }

  private send(sender: DeliverySender, delivery: Delivery): void {
    this.inFlight ??= new Map();
    let packetId = this.lastPacketId;
    do {
      packetId = packetId === LAST_PACKET_ID ? 1 : packetId + 1;
    } while (this.inFlight.has(packetId));
    if (!sender.sendDelivery(delivery, packetId)) {
      this.account(-delivery.message.size);
      return;
    }
    this.lastPacketId = packetId;
    this.inFlight.set(packetId, delivery);
  }
}
