/** Characters that no reviewer sees, or that turn text around: controls, formats (bidirectional ones among them), line separators, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Writes what cannot be seen as `\u{…}`, so that a value neither breaks out of its line nor looks like another. */
export function visible(value: string): string {
  return value.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
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
