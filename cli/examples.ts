/** A command line to copy, and what it is good for. */
export type Example = readonly [commandLine: string, meaning: string];

/**
 * The examples at the end of a command's help.
 * @example command.addHelpText("after", examples([["iot-auth users list", "everybody"]]))
 */
export function examples(list: readonly Example[]): string {
  return ["", "Examples:", ...list.map(([commandLine, meaning]) => `  ${commandLine}\n      ${meaning}`)].join("\n");
}
