import type { CompiledUser } from "../contract";
import type { Store } from "../login";

const NEWLINE = 0x0a;
const TAB = 0x09;

/**
 * Users shipped inside the zip, in the format of `users.jsonl` (see {@link CompiledUser}).
 *
 * The lines stay bytes and are found by binary search, so the function starts as fast with 100,000 users as with one.
 * @example bundledStore(readFileSync("users.jsonl")).find("printer-7")
 */
export function bundledStore(lines: Buffer): Store {
  return {
    async find(name) {
      const line = findLine(lines, Buffer.from(`${name}\t`));
      return line === undefined ? undefined : (JSON.parse(line) as CompiledUser);
    },
  };
}

/** The rest of the line that starts with `key` (name and tab). Tab sorts before every character a name may hold. */
function findLine(lines: Buffer, key: Buffer): string | undefined {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    // Never before `low`, which is the start of a line itself.
    const lineStart = lines.lastIndexOf(NEWLINE, (low + high) >>> 1) + 1;
    const newline = lines.indexOf(NEWLINE, lineStart);
    const lineEnd = newline === -1 ? lines.length : newline;
    const keyEnd = lines.indexOf(TAB, lineStart) + 1;
    const order = lines.compare(key, 0, key.length, lineStart, keyEnd);
    if (order === 0) return lines.toString("utf8", keyEnd, lineEnd);
    // Stryker disable next-line EqualityOperator: what is equal was returned above.
    if (order > 0) high = lineStart;
    else low = lineEnd + 1;
  }
  return undefined;
}
