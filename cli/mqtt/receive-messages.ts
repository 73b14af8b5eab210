import { receivedEvent } from "./client-events";
import type { Client } from "./run-client";

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
