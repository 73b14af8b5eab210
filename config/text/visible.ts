/** Characters that are invisible or change the direction of text: control and format characters, line separators, unpaired surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Writes invisible characters as `\u{…}`, so that a value neither breaks its line nor looks like another value. */
export function visible(value: string): string {
  return value.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * Returns a copy of a value with all texts in it made {@link visible}, at any depth: of an event or a result, before it is formatted as a line.
 * @example visibleTexts({ event: "subscribed", topic: "a\nb", qos: 1 }) // { event: "subscribed", topic: "a\\u{a}b", qos: 1 }
 */
export function visibleTexts<T>(value: T): T;
export function visibleTexts(value: unknown): unknown {
  if (typeof value === "string") return visible(value);
  if (Array.isArray(value)) return value.map((item) => visibleTexts(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visibleTexts(item)]));
}

/**
 * Returns a value as JSON that a terminal shows unchanged: invisible characters that JSON does not escape (control characters above U+007E,
 * bidirectional formats) are escaped too.
 * @param indent Spaces for each level @default - all on one line
 * @see https://datatracker.ietf.org/doc/html/rfc8259#section-7
 */
export function visibleJson(value: unknown, indent?: number): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, null, indent).replace(INVISIBLE, (character) =>
    character === "\n" ? character : character.split("").map(escaped).join(""),
  );
}

/**
 * Returns a value of a plan in Markdown: as a code span, in which no Markdown, HTML, link or mention is interpreted.
 * @see https://spec.commonmark.org/0.31.2/#code-spans
 */
export function markdownValue(value: string): string {
  const shown = visible(value);
  if (shown === "") return '""';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${space}${shown}${space}${fence}`;
}

/** Returns a value of a plan in plain text: in quotation marks unless it has only the usual characters of names and topics. */
export function textValue(value: string): string {
  const shown = visible(value);
  return /^[\w.:@/#+{}$*~[\]-]+$/.test(shown) ? shown : JSON.stringify(shown);
}

/** Escapes a value for XML, SVG or HTML, as text between tags or in an attribute in double quotes. */
export function xmlText(value: string): string {
  return visible(value).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
