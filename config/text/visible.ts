/** Characters that no reviewer sees, or that turn text around: controls, formats (bidirectional ones among them), line separators, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Writes what cannot be seen as `\u{…}`, so that a value neither breaks out of its line nor looks like another. */
export function visible(value: string): string {
  return value.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * A copy of a value in which every text that it holds is visible, however deep: an event or a result, before a person's line is made of it.
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
 * JSON that means the same and shows the same in a terminal: what JSON itself leaves as it is (controls above U+007E, text turned around)
 * is escaped as well.
 * @param indent Spaces a level; one line without it
 * @see https://datatracker.ietf.org/doc/html/rfc8259#section-7
 */
export function visibleJson(value: unknown, indent?: number): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, null, indent).replace(INVISIBLE, (character) =>
    character === "\n" ? character : character.split("").map(escaped).join(""),
  );
}

/**
 * A value of a plan in Markdown: a code span, in which nothing else is Markdown, HTML, a link or a mention.
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

/** A value of a plan in plain text: in quotation marks unless it is made of what names and topics are usually made of. */
export function textValue(value: string): string {
  const shown = visible(value);
  return /^[\w.:@/#+{}$*~[\]-]+$/.test(shown) ? shown : JSON.stringify(shown);
}

/** A value as text of XML, SVG or HTML, between tags or in an attribute in double quotes. */
export function xmlText(value: string): string {
  return visible(value).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
