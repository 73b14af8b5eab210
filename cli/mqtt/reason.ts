import { ReasonCodes } from "mqtt";

/**
 * A reason code in words, with its number.
 * @see https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901031
 * @example reasonText(0x87) // "not authorized (0x87)"
 */
export function reasonText(code: number): string {
  const words = (ReasonCodes as Readonly<Record<number, string>>)[code] ?? "unknown reason";
  return `${words.charAt(0).toLowerCase()}${words.slice(1)} (0x${code.toString(16).padStart(2, "0").toUpperCase()})`;
}
