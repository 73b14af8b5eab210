import { setTimeout as wait } from "node:timers/promises";
import type { Client } from "./run-client";
import type { PublishOptions } from "./session";

/** Messages to publish. */
export interface Messages extends PublishOptions {
  readonly topic: string;
  /** The text of the message of a number, from 1. */
  readonly text: (number: number) => string;
  /** 0 means endless. */
  readonly count: number;
  /** Seconds between two. */
  readonly interval: number;
}

/** Publishes messages one after the other, each when the one before was answered. */
export async function publishMessages({ session, tell, unlessOver }: Client, messages: Messages): Promise<void> {
  const { topic, text, count, interval, qos, retain } = messages;
  for (let number = 1; count === 0 || number <= count; number += 1) {
    if (number > 1) await unlessOver(wait(interval * 1000, undefined, { ref: false }));
    await unlessOver(session.publish(topic, text(number), { qos, retain }));
    tell({ event: "published", topic, qos, number });
  }
}
