import { currentInvocation, DEFAULT_PROGRAM, shellCommand } from "../config/text";
import { wrapWords } from "./terminal/text-table";

/** A command line to copy, which calls the tool `iot-auth`, and what it is good for. */
export type Example = readonly [commandLine: string, meaning: string];

/**
 * The examples at the end of a command's help, with the tool called as it is called where the help is read.
 * @example command.addHelpText("after", examples([["iot-auth users list", "everybody"]])) // npx iot-auth users list
 */
export function examples(list: readonly Example[]): string {
  const program = shellCommand(currentInvocation().program ?? DEFAULT_PROGRAM);
  const called = (text: string): string => text.replace(/(?<![\w/]|running )iot-auth(?= [a-z])/g, program);
  return [
    "",
    "Examples:",
    ...list.flatMap(([commandLine, meaning]) => [
      `  ${called(commandLine)}`,
      ...wrapWords(called(meaning), 74).map((line) => `      ${line}`),
    ]),
  ].join("\n");
}
