import type { Command } from "commander";
import { AWS_NAME } from "../../config/certificates";
import { ConfigurationError, type Problem } from "../../config/problem";

/** Options of commands that write a device's files. */
export interface ThingOptions {
  readonly group?: string;
  readonly as?: string;
}

/** Declares the thing's name and {@link ThingOptions}. */
export function addThingOptions(command: Command): Command {
  return command
    .argument("<NAME>", "name of the thing: 1 to 128 of A-Z a-z 0-9 : _ -")
    .option("--group <GROUP>", "group of the thing (default: the only one with {thingName} in its rules)")
    .option("--as <FILES>", "name of its files, without an ending (default: NAME), for a device's next certificate");
}

/**
 * Checks the thing's name and the name of its files.
 * @returns the files' name, without an ending
 * @throws {ConfigurationError} if AWS does not accept the thing's name, or the files' name has other characters
 */
export function checkThingNames(name: string, { as: base = name }: Pick<ThingOptions, "as">): string {
  const wrong: Problem[] = [
    ...(AWS_NAME.test(name)
      ? []
      : [
          {
            path: "NAME",
            must: "be a thing's name: 1 to 128 of A-Z a-z 0-9 : _ -",
            got: name,
            remedy: "AWS IoT Core accepts no dot, no slash and no space there; write - in their place.",
          },
        ]),
    ...(base === name || AWS_NAME.test(base)
      ? []
      : [
          {
            path: "--as",
            must: "be 1 to 128 of A-Z a-z 0-9 : _ -",
            got: base,
            remedy: "It names files in certificates/, without an ending.",
          },
        ]),
  ];
  if (wrong.length > 0) throw new ConfigurationError(wrong);
  return base;
}
