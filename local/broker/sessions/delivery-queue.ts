import type { Message } from "./message";

/** Takes back a message that one of its members did not acknowledge. */
interface Redelivery {
  passOn(message: Message): void;
}

/** A QoS 1 message on its way to one session. */
export interface Delivery {
  readonly message: Message;
  /** The RETAIN flag the subscriber sees. */
  readonly retain: boolean;
  /** The shared subscription it was chosen for, whose other members get it if this one goes away. */
  readonly group?: Redelivery | undefined;
}

const COMPACT_FROM = 1024;

/**
 * Deliveries in the order in which they came. Taking the first costs the same however many wait.
 * @example
 * queue.push({ message, retain: false });
 * queue.shift()?.message;
 */
export class DeliveryQueue {
  /** Roughly the bytes of memory all of them take. */
  bytes = 0;
  private items: (Delivery | undefined)[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  push(delivery: Delivery): void {
    this.items.push(delivery);
    this.bytes += delivery.message.size;
  }

  shift(): Delivery | undefined {
    const delivery = this.items[this.head];
    if (!delivery) return undefined;
    this.items[this.head++] = undefined;
    this.bytes -= delivery.message.size;
    if (this.head === this.items.length) {
      this.items = [];
      this.head = 0;
    } else if (this.head >= COMPACT_FROM && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return delivery;
  }

  /** Removes and returns all of them. */
  takeAll(): Delivery[] {
    const all = this.items.slice(this.head) as Delivery[];
    this.items = [];
    this.head = 0;
    this.bytes = 0;
    return all;
  }
}
