import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import { tooLate } from "./connection-failure";
import type { Client } from "./run-client";

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
