import { type Delivery, DeliveryQueue } from "./delivery-queue";
import type { Message } from "./message";
import type { WaitingMemory } from "./waiting-memory";

/** Sends a QoS 1 message to a connected client. */
export interface DeliverySender {
  /** Sends a message. Returns false if it must not or cannot be sent to this client; it is then not kept. */
  sendDelivery(delivery: Delivery, packetId: number): boolean;
  /**
   * Called when the client's queue is full.
   * @returns whether the client is about to be disconnected; the message is then kept for its next connection
   */
  tooSlow(): boolean;
}

/** Limits of an {@link Outbox}. */
export interface OutboxRoom {
  /** Maximum number of waiting messages. */
  readonly queuedMessages: number;
  /** Maximum size of waiting and in-flight messages, bytes. */
  readonly queuedBytes: number;
  /** Memory that all outboxes share. */
  readonly memory: WaitingMemory;
  /** Called with each message that is dropped because the outbox is full. */
  readonly onFull: (message: Message) => void;
}

const LAST_PACKET_ID = 65_535;
/**
 * Number of waiting messages from which further messages are expected to wait for long, so that {@link Message.settle}
 * is worth its cost.
 */
const SETTLE_FROM = 100;

/**
 * The QoS 1 messages of one session: a limited number of them is in flight, the others wait in order. A message is
 * removed only when the client acknowledges it (MQTT 5, 4.3.2 and 4.9).
 *
 * The number of messages and bytes is limited. A connected client whose outbox is full is disconnected, see
 * {@link Assumptions.slowSubscriber}. Messages for a disconnected client with a full outbox are dropped and reported. A
 * client that connects again with a full outbox gets time to empty half of it.
 *
 * When the client connects again, unacknowledged messages are sent again, with new packet identifiers and without DUP,
 * as AWS does. While it is connected no message is sent twice: AWS says that it retries then, but not how often, and
 * MQTT 5 forbids it (4.4).
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-differences
 */
export class Outbox {
  private sender: DeliverySender | undefined;
  private window = 0;
  private lastPacketId = 0;
  private inFlight: Map<number, Delivery> | undefined;
  private waiting: DeliveryQueue | undefined;
  /** Size of all messages, in flight or waiting. */
  private bytes = 0;
  /** Whether the outbox was full when the client connected again, and is not half empty yet. */
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

  /** Handles a client's acknowledgement. An acknowledgement without a message in flight is ignored. */
  acknowledge(packetId: number): void {
    const delivery = this.inFlight?.get(packetId);
    if (!delivery) return;
    this.inFlight?.delete(packetId);
    this.account(-delivery.message.size);
    this.sendWaiting();
    if (this.catchingUp && this.waitingCount <= this.room.queuedMessages / 2 && !this.full) this.catchingUp = false;
  }

  /**
   * Starts sending to a connected client.
   * @param window maximum number of messages in flight (MQTT 5 Receive Maximum)
   */
  resume(sender: DeliverySender, window: number): void {
    this.sender = sender;
    this.window = window;
    this.catchingUp = this.full;
    this.sendWaiting();
  }

  /**
   * Stops sending, after the client has disconnected. Unacknowledged messages wait again, before later ones.
   * @returns the removed messages of shared subscriptions, for their other members
   */
  suspend(): readonly Delivery[] {
    this.sender = undefined;
    const all = this.takeAll();
    for (const delivery of all) {
      if (!delivery.group) this.queue(delivery);
    }
    return all.filter((delivery) => delivery.group);
  }

  /** Removes and returns all messages: those in flight first, then the waiting ones. */
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

  /**
   * Whether a message is kept although the outbox is full: only the few that arrive until the client is disconnected.
   */
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
