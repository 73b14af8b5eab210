import { setTimeout as wait } from "node:timers/promises";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import { receivedEvent } from "./client-events";
import type { PublishOptions } from "./client-session";
import { tooLate } from "./connection-failure";
import type { Client } from "./run-client";

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

/**
 * Prints messages as they arrive. To be called before subscribing, since a retained message may come with the answer.
 * @param count 0 means endless
 * @returns when so many have arrived
 */
export function receiveMessages({ session, tell }: Pick<Client, "session" | "tell">, count: number): Promise<void> {
  let number = 0;
  return new Promise((resolve) => {
    session.onMessage((message) => {
      if (count !== 0 && number === count) return;
      number += 1;
      tell(receivedEvent(message, number));
      if (number === count) resolve();
    });
  });
}

/** Does something that, without an end of its own, ctrl-C ends regularly. */
export async function endless(count: number, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (count > 0 || !(error instanceof CliError) || error.exitCode !== EXIT.interrupted) throw error;
  }
}

/**
 * Waits for something that the endpoint owes.
 * @throws {ConnectionFailure} if it does not come in time
 */
export async function inTime(
  client: Client,
  promise: Promise<void>,
  otherwise: string,
  seconds: number,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate(client.endpoint, otherwise, seconds)), seconds * 1000);
  });
  await client.unlessOver(Promise.race([promise, late])).finally(() => clearTimeout(timer));
}
