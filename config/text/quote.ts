/**
 * Text as one argument of a command line for a POSIX shell: bash, zsh, dash. Names, paths and addresses that no shell reads anything into
 * stay as they are.
 * @example shellArgument("it's"); // 'it'\''s'
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 */
export function shellArgument(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * A command line for a POSIX shell, each word quoted where it needs it.
 * @example shellCommand(["mosquitto_pub", "-t", "$aws/things/a b/shadow"]); // mosquitto_pub -t '$aws/things/a b/shadow'
 */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellArgument).join(" ");
}

/**
 * Text as a literal of JavaScript, in double quotes and in ASCII only, so that it is the same text in every encoding.
 * @example javaScriptString('say "hi"'); // "say \"hi\""
 * @see https://tc39.es/ecma262/#sec-literals-string-literals
 */
export function javaScriptString(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/g, (unit) => `\\u${hex(unit, 4)}`);
}

/**
 * Text as a literal of Python, in double quotes and in ASCII only.
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
 * Text as a literal of C and C++: UTF-8, every byte outside of ASCII in octal, which ends after three digits whatever follows.
 * @example cString("10 °C"); // "10 \302\260C"
 * @see https://en.cppreference.com/w/c/language/escape
 */
export function cString(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    // A question mark may begin a trigraph.
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x3f;
    return plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${bytes.join("")}"`;
}

/**
 * Text as a literal of PHP, in single quotes, in which nothing but a quote and a backslash means something.
 * @example phpString("it's $5"); // 'it\'s $5'
 * @see https://www.php.net/manual/en/language.types.string.php
 */
export function phpString(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}

function hex(character: string, digits: number): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(digits, "0");
}
