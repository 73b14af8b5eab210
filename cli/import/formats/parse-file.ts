import { extname } from "node:path";
import { CliError } from "../../errors";
import { EXIT } from "../../exit-codes";
import type { Io } from "../../io";
import { readInput } from "../read-input";
import { csvRows } from "./csv-rows";
import type { ParsedImport } from "./import-row";
import { jsonRows } from "./json-rows";
import { mosquittoRows } from "./mosquitto-rows";

type Parser = (text: string, label: string) => ParsedImport;

const PARSERS: Readonly<Record<string, Parser>> = { csv: csvRows, json: jsonRows, mosquitto: mosquittoRows };

/** Formats of a file with users. */
export const FORMATS: readonly string[] = Object.keys(PARSERS);

/**
 * Reads a file with users.
 * @param file `-` for standard input
 * @param format One of {@link FORMATS} @default - the extension of the file's name
 * @throws {CliError} if the file cannot be read, is not text, or has no known format
 */
export async function parseFile(
  file: string,
  format: string | undefined,
  io: Io,
): Promise<ParsedImport & { readonly label: string }> {
  const parse = chooseParser(file, format);
  const { text, label } = await readInput(file, io);
  return { ...parse(text, label), label };
}

function chooseParser(file: string, format: string | undefined): Parser {
  const parse = PARSERS[format ?? extname(file).slice(1).toLowerCase()];
  if (parse) return parse;
  throw new CliError(
    `\`--format\` must be given for a file whose name ends in neither .csv nor .json, got: ${JSON.stringify(file)}. Choices: ${FORMATS.join(", ")}.`,
    EXIT.usage,
  );
}
