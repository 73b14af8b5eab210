import { InvalidArgumentError } from "commander";

/** @throws {InvalidArgumentError} unless it is a port, or 0 for any free one */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a port from 1 to 65535, or 0 for any free one.");
}

/** @throws {InvalidArgumentError} unless it is a whole number from 1 to 1000 */
export function parseConcurrency(text: string): number {
  const calls = Number(text);
  if (/^\d{1,4}$/.test(text) && calls >= 1 && calls <= 1000) return calls;
  throw new InvalidArgumentError("It must be a whole number from 1 to 1000: each call has a process of its own.");
}

/** @throws {InvalidArgumentError} unless it is a number above 0 */
export function parseTimeScale(text: string): number {
  const factor = Number(text);
  if (factor > 0 && factor <= 100_000) return factor;
  throw new InvalidArgumentError("It must be a number above 0 and at most 100000; 60 makes a minute a second.");
}

/** @throws {InvalidArgumentError} unless it is the address of an HTTP server */
export function parseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.hostname !== "") return text;
  throw new InvalidArgumentError("It must be an http or https URL, such as http://127.0.0.1:5000.");
}
