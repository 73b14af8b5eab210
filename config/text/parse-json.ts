import { isUtf8 } from "node:buffer";
import { printParseErrorCode, visit } from "jsonc-parser";

/** Byte order marks of UTF-16. Windows PowerShell's `>` and Excel's "Unicode text" write the first one. */
const UTF_16 = [
  { mark: Buffer.from([0xff, 0xfe]), encoding: "utf-16le" },
  { mark: Buffer.from([0xfe, 0xff]), encoding: "utf-16be" },
] as const;

/**
 * Decodes the bytes of a file or a pipe: UTF-8, or UTF-16 with a byte order mark. The mark is not part of the text.
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

/** A place in a text; lines and columns are counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A field that an object has twice. `JSON.parse` keeps the last one silently. */
export interface RepeatedField extends Place {
  readonly name: string;
}

/** The value of a JSON text, or the place and cause of its first syntax error. */
export type ParsedJson =
  | { readonly ok: true; readonly value: unknown; readonly repeated: readonly RepeatedField[] }
  | ({
      readonly ok: false /** A sentence without its full stop: `a comma is missing`. */;
      readonly cause: string;
    } & Place);

/** Causes in words, by the names of jsonc-parser's error codes. */
const CAUSES: Readonly<Record<string, string>> = {
  InvalidSymbol: "there is a word that JSON does not know, perhaps a text without quotation marks",
  InvalidNumberFormat: "a number is written as JSON does not know it",
  PropertyNameExpected: "the name of a field in quotation marks is missing, perhaps after one comma too many",
  ValueExpected: "a value is missing, perhaps after one comma too many",
  ColonExpected: "a colon is missing",
  CommaExpected: "a comma is missing",
  CloseBraceExpected: "a } is missing",
  CloseBracketExpected: "a ] is missing",
  EndOfFileExpected: "something follows after its end",
  InvalidCommentToken: "there is a comment, which JSON does not have",
  UnexpectedEndOfComment: "there is a comment, which JSON does not have",
  UnexpectedEndOfString: "a text has no closing quotation mark on its line",
  UnexpectedEndOfNumber: "a number ends halfway",
  InvalidUnicode: "a \\u is not followed by four hexadecimal digits",
  InvalidEscapeCharacter: "a \\ is followed by a character that JSON does not know there",
  InvalidCharacter: "a text holds a control character, such as a tab",
};

/** Maximum nesting of lists and objects. Plans have some dozens of levels; thousands would overflow the stack of recursive code. */
const DEEPEST = 500;

/** A conflict marker of git. */
const CONFLICT = /^(?:<{7}|={7}|>{7})(?: |$)/m;

/**
 * Parses a JSON text. For a syntax error it returns place and cause. Unlike Node.js's message, the cause never quotes the text, which may contain
 * secrets.
 * @example parseJson('{ "users": [] '); // { ok: false, cause: "a } is missing", line: 1, column: 15 }
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export function parseJson(text: string): ParsedJson {
  const deep = tooDeep(text);
  if (deep) return { ok: false, ...deep };
  try {
    return { ok: true, value: JSON.parse(text), repeated: repeatedFields(text) };
  } catch {
    return { ok: false, ...(conflictIn(text) ?? firstError(text)) };
  }
}

/** Returns the line and column of an offset in a text. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

function tooDeep(text: string): (Place & { cause: string }) | undefined {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (inText && character === "\\") at += 1;
    else if (character === '"') inText = !inText;
    else if (inText) continue;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth > DEEPEST) return { ...placeAt(text, at), cause: `it is nested more than ${DEEPEST} levels deep` };
  }
  return undefined;
}

function conflictIn(text: string): (Place & { cause: string }) | undefined {
  const offset = text.search(CONFLICT);
  return offset === -1 ? undefined : { ...placeAt(text, offset), cause: "git has left a conflict to be resolved" };
}

function firstError(text: string): Place & { cause: string } {
  let first: (Place & { cause: string }) | undefined;
  const onError = (code: number, offset: number): void => {
    const cause = CAUSES[printParseErrorCode(code)] ?? "it does not parse";
    first ??= { ...placeAt(text, offset), cause };
  };
  visit(text, { onError }, { disallowComments: true });
  return first ?? { ...placeAt(text, text.length), cause: "it does not parse" };
}

function repeatedFields(text: string): RepeatedField[] {
  const repeated: RepeatedField[] = [];
  const objects: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => void objects.push(new Set()),
    onObjectEnd: () => void objects.pop(),
    onObjectProperty(name, _offset, _length, line, column) {
      const names = objects.at(-1);
      if (names?.has(name)) repeated.push({ name, line: line + 1, column: column + 1 });
      names?.add(name);
    },
  });
  return repeated;
}
