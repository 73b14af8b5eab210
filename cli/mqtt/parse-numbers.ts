import { InvalidArgumentError } from "commander";

/** @throws {InvalidArgumentError} unless it is a whole number; 0 means endless */
export function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number; 0 means endless.");
}

/** @throws {InvalidArgumentError} unless it is a number of seconds from 0 to a day */
export function parseInterval(text: string): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError("It must be a number of seconds.");
}

/** @throws {InvalidArgumentError} unless it is a number of seconds above 0 */
export function parseTimeout(text: string): number {
  const seconds = parseInterval(text);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("It must be a number of seconds above 0.");
}

/** QoS levels of AWS IoT Core. @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-qos */
export function parseQos(text: string): 0 | 1 {
  if (text === "0" || text === "1") return text === "1" ? 1 : 0;
  throw new InvalidArgumentError("It must be 0 or 1: AWS IoT Core has no QoS 2.");
}
