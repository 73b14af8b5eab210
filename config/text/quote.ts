/**
 * Quotes a text as one argument for a POSIX shell: bash, zsh, dash. Names, paths and addresses without special characters are not quoted.
 * @example shellArgument("it's"); // 'it'\''s'
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 */
export function shellArgument(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Returns a command line for a POSIX shell, with words quoted if necessary.
 * @example shellCommand(["mosquitto_pub", "-t", "$aws/things/a b/shadow"]); // mosquitto_pub -t '$aws/things/a b/shadow'
 */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellArgument).join(" ");
}

/**
 * Returns a text as a JavaScript string literal in double quotes, in ASCII only, so that it is the same in every encoding.
 * @example javaScriptString('say "hi"'); // "say \"hi\""
 * @see https://tc39.es/ecma262/#sec-literals-string-literals
 */
export function javaScriptString(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/g, (unit) => `\\u${hex(unit, 4)}`);
}

/**
 * Returns a text as a Python string literal in double quotes, in ASCII only.
 * @example pythonString("10 °C"); // "10 \u00b0C"
 * @see https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals
 */
export function pythonString(text: string): string {
  const escaped = text.replace(/["\\]|[^\x20-\x7e]/gu, (character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    return character.length > 1 ? `\\U${hex(character, 8)}` : `\\u${hex(character, 4)}`;
  });
  return `"${escaped}"`;
}

/**
 * Returns a text as a string literal of C and C++: UTF-8, with bytes outside ASCII in octal, since an octal escape has at most three digits.
 * @example cString("10 °C"); // "10 \302\260C"
 * @see https://en.cppreference.com/w/c/language/escape
 */
export function cString(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    // A question mark can begin a trigraph.
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x3f;
    return plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${bytes.join("")}"`;
}

/**
 * Returns a text as a PHP string literal in single quotes, in which only the quote and the backslash are special.
 * @example phpString("it's $5"); // 'it\'s $5'
 * @see https://www.php.net/manual/en/language.types.string.php
 */
export function phpString(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}

function hex(character: string, digits: number): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(digits, "0");
}
