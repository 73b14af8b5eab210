import { InvalidArgumentError } from "commander";

/** Parses a port; 0 means any free port. @throws {InvalidArgumentError} if it is not a port */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a port from 1 to 65535, or 0 for any free one.");
}

/** Parses a number of processes. @throws {InvalidArgumentError} if it is not a whole number from 1 to 1000 */
export function parseConcurrency(text: string): number {
  const calls = Number(text);
  if (/^\d{1,4}$/.test(text) && calls >= 1 && calls <= 1000) return calls;
  throw new InvalidArgumentError("It must be a whole number from 1 to 1000: each call runs in its own process.");
}

/** Parses a factor for the stand-in's clock. @throws {InvalidArgumentError} if it is not above 0 and at most 100,000 */
export function parseTimeScale(text: string): number {
  const factor = Number(text);
  if (factor > 0 && factor <= 100_000) return factor;
  throw new InvalidArgumentError("It must be a number above 0 and at most 100000; 60 makes a minute a second.");
}

/** Parses the URL of an HTTP server. @throws {InvalidArgumentError} if it is not an http or https URL */
export function parseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.hostname !== "") return text;
  throw new InvalidArgumentError("It must be an http or https URL, such as http://127.0.0.1:5000.");
}
