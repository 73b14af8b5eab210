import { type Delivery, DeliveryQueue } from "./delivery-queue";

/** Sends a QoS 1 message to a connected client. */
export interface DeliverySender {
  /** Returns false if the message must not or cannot be sent to this client, and is thereby done with. */
  sendDelivery(delivery: Delivery, packetId: number): boolean;
}

const LAST_PACKET_ID = 65_535;

/**
 * The QoS 1 messages of one session: at most a window of them in flight, the others waiting in order. A message leaves only when the
 * client acknowledges it (MQTT 5, 4.3.2 and 4.9).
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

  get waitingCount(): number {
    return this.waiting?.length ?? 0;
  }

  get waitingBytes(): number {
    return this.waiting?.bytes ?? 0;
  }

  /** Whether a message would be sent at once. */
  get ready(): boolean {
    return this.sender !== undefined && this.waitingCount === 0 && (this.inFlight?.size ?? 0) < this.window;
  }

  add(delivery: Delivery): void {
    if (this.sender && this.ready) {
      this.send(this.sender, delivery);
      return;
    }
    if (!this.sender) delivery.message.settle();
    this.waiting ??= new DeliveryQueue();
    this.waiting.push(delivery);
  }

  /** Returns false if no message with this packet identifier is in flight. */
  acknowledge(packetId: number): boolean {
    if (!this.inFlight?.delete(packetId)) return false;
    this.sendWaiting();
    return true;
  }

  /** The client is there: `window` is how many messages it lets be in flight (MQTT 5 Receive Maximum). */
  resume(sender: DeliverySender, window: number): void {
    this.sender = sender;
    this.window = window;
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
      if (!delivery.group) this.add(delivery);
    }
    return all.filter((delivery) => delivery.group);
  }

  /** Empties it: in flight first, then waiting. */
  takeAll(): Delivery[] {
    const inFlight = this.inFlight ? [...this.inFlight.values()] : [];
    this.inFlight = undefined;
    const waiting = this.waiting?.takeAll() ?? [];
    this.waiting = undefined;
    return [...inFlight, ...waiting];
  }

  private sendWaiting(): void {
    while (this.sender && this.waiting && (this.inFlight?.size ?? 0) < this.window) {
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
    if (!sender.sendDelivery(delivery, packetId)) return;
    this.lastPacketId = packetId;
    this.inFlight.set(packetId, delivery);
  }
}
