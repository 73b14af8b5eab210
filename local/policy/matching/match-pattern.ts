/** `*` in a pattern: any number of any characters, including none and including `/`. */
export const ANY_RUN: unique symbol = Symbol("*");
/** `?` in a pattern: exactly one character. */
export const ANY_ONE: unique symbol = Symbol("?");

/** A piece of a pattern: text that must be there as it is, or a wildcard. */
export type GlobPart = string | typeof ANY_RUN | typeof ANY_ONE;

/**
 * Reads a pattern. `*` and `?` are the only wildcards; MQTT's `+` and `#` are ordinary characters.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html
 * @example
 * parseGlob("topic/a*x"); // ["topic/a", ANY_RUN, "x"]
 */
export function parseGlob(pattern: string): readonly GlobPart[] {
  const parts: GlobPart[] = [];
  for (const character of pattern) pushPart(parts, wildcardOf(character) ?? character);
  return parts;
}

/** Returns the wildcard that a character means; undefined for an ordinary character. */
export function wildcardOf(character: string): typeof ANY_RUN | typeof ANY_ONE | undefined {
  if (character === "*") return ANY_RUN;
  return character === "?" ? ANY_ONE : undefined;
}

/** Appends a part. Joins adjacent texts and adjacent `*`. */
export function pushPart<Other>(parts: (GlobPart | Other)[], part: GlobPart | Other): void {
  const last = parts.at(-1);
  if (part === "" || (part === ANY_RUN && last === ANY_RUN)) return;
  if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
  else parts.push(part);
}

/**
 * Whether a pattern matches the whole text.
 *
 * Two positions move forward, one in the pattern and one in the text; on a mismatch only the latest `*` takes one more
 * character, so that no pattern costs more than (length of the pattern) x (length of the text) steps. A regular
 * expression would take exponential time on patterns such as `*a*a*a*a*b`.
 * @example
 * matchGlob(parseGlob("topic/a*x"), "topic/a/b/x"); // true: "*" crosses "/"
 * matchGlob(parseGlob("topicfilter/a/+"), "topicfilter/a/b"); // false: "+" is an ordinary character
 */
export function matchGlob(parts: readonly GlobPart[], text: string): boolean {
  let index = 0;
  let at = 0;
  let star = -1;
  let retryAt = 0;
  for (;;) {
    const part = parts[index];
    if (part === ANY_RUN) {
      // Stryker disable next-line ConditionalExpression,ArithmeticOperator: only spares work; the loop would give the
      // same result.
      if (index === parts.length - 1) return true;
      star = index;
      retryAt = at;
      index += 1;
      continue;
    }
    if (part === undefined && at === text.length) return true;
    const width = part === undefined ? -1 : widthAt(part, text, at);
    if (width !== -1) {
      at += width;
      index += 1;
      continue;
    }
    if (star < 0) return false;
    retryAt = nextStart(parts[star + 1], text, retryAt + 1);
    if (retryAt === -1) return false;
    at = retryAt;
    index = star + 1;
  }
}

/** Length of the text that one part matches at a position; -1 for a mismatch. */
function widthAt(part: GlobPart, text: string, at: number): number {
  if (typeof part === "string") return text.startsWith(part, at) ? part.length : -1;
  const code = text.codePointAt(at);
  if (code === undefined) return -1;
  return code > 0xffff ? 2 : 1;
}

/** First position from which the part after a `*` can match, or -1. */
function nextStart(part: GlobPart | undefined, text: string, from: number): number {
  // Stryker disable next-line EqualityOperator: at the end of the text nothing can match, whether it is tried or not.
  if (from > text.length) return -1;
  // Stryker disable next-line ConditionalExpression,EqualityOperator,StringLiteral: trying every position gives the
  // same result.
  return typeof part === "string" ? text.indexOf(part, from) : from;
}
