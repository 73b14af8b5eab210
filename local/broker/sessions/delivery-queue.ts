import type { Message } from "./message";

/** A shared subscription that delivers a message to another member if one does not acknowledge it. */
interface Redelivery {
  passOn(message: Message): void;
}

/** A QoS 1 message for one session. */
export interface Delivery {
  readonly message: Message;
  /** The RETAIN flag that the subscriber receives. */
  readonly retain: boolean;
  /** The shared subscription of the message, to whose other members it is sent if this member disconnects. */
  readonly group?: Redelivery | undefined;
}

/** Number of removed deliveries from which the array is shortened. */
const COMPACT_FROM = 1024;

/**
 * A first-in-first-out queue of deliveries. Removing the first takes constant time, whatever the length.
 * @example
 * queue.push({ message, retain: false });
 * queue.shift()?.message;
 */
export class DeliveryQueue {
  /** Approximate memory of all deliveries, bytes. */
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

  /** Removes and returns all deliveries. */
  takeAll(): Delivery[] {
    const all = this.items.slice(this.head) as Delivery[];
    this.items = [];
    this.head = 0;
    this.bytes = 0;
    return all;
  }
}
