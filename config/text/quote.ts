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

function hex(character: string, digits: number): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(digits, "0");
}
