import { isUtf8 } from "node:buffer";

/** How a text may begin that is not UTF-8: Windows PowerShell's `>` and Excel's "Unicode text" write the first. */
const UTF_16 = [
  { mark: Buffer.from([0xff, 0xfe]), encoding: "utf-16le" },
  { mark: Buffer.from([0xfe, 0xff]), encoding: "utf-16be" },
] as const;

/**
 * The text in bytes that came from a file or a pipe: UTF-8, or UTF-16 with a byte order mark. The mark itself is no part of the text.
 * @returns `undefined` if the bytes are neither
 * @example decodeText(Buffer.from("\uFEFFname,group")); // "name,group"
 * @see https://encoding.spec.whatwg.org/#decode
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const wide = UTF_16.find(({ mark }) => mark.equals(bytes.subarray(0, mark.length)));
  if (wide === undefined && !isUtf8(bytes)) return undefined;
  try {
    return new TextDecoder(wide?.encoding ?? "utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
