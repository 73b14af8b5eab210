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
  /** Returns the text of a message by its number, counted from 1. */
  readonly text: (number: number) => string;
  /** How many messages to publish; 0 means without end. */
  readonly count: number;
  /** Seconds between two messages. */
  readonly interval: number;
}

/** Publishes messages one after the other: each after the previous one was acknowledged (QoS 1) or sent (QoS 0). */
export async function publishMessages({ session, tell, unlessOver }: Client, messages: Messages): Promise<void> {
  const { topic, text, count, interval, qos, retain } = messages;
  for (let number = 1; count === 0 || number <= count; number += 1) {
    if (number > 1) await unlessOver(wait(interval * 1000, undefined, { ref: false }));
    await unlessOver(session.publish(topic, text(number), { qos, retain }));
    tell({ event: "published", topic, qos, number });
  }
}

/**
 * Prints messages as they arrive. Call it before subscribing, since a retained message may arrive together with the SUBACK.
 * @param count How many messages to print; 0 means without end
 * @returns A promise that resolves when `count` messages have arrived
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

/** Runs an action. With a `count` of 0 the action has no end, so ctrl-C ends it without an error. */
export async function endless(count: number, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (count > 0 || !(error instanceof CliError) || error.exitCode !== EXIT.interrupted) throw error;
  }
}

/**
 * Waits for something that the endpoint has to send.
 * @param otherwise What is missing if it does not arrive, for the error message
 * @throws {ConnectionFailure} if it does not arrive within `seconds`
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
