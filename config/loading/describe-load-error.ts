import { readFileSync } from "node:fs";
import { resolve, sep } from "node:path";
import { defineConfig, withoutAlpn } from "../define-config";
import { cloudPrnt } from "../groups/cloud-prnt";
import { device } from "../groups/device";
import { mqtt5Sample } from "../groups/mqtt5-sample";
import { nearest } from "../text/nearest-name";

/** Functions that a configuration may import from this project. */
const HELPERS = { defineConfig, cloudPrnt, device, mqtt5Sample, withoutAlpn };

/** Names that a configuration may import, to suggest the nearest one. */
export const HELPER_NAMES: readonly string[] = Object.keys(HELPERS);

/** Returns the functions of a helper that is an object: `printer` and `server` of `cloudPrnt`. */
export function functionsOf(name: string): readonly string[] {
  const helper = Object.entries(HELPERS).find(([known]) => known === name)?.[1];
  return typeof helper === "object" ? Object.keys(helper) : [];
}

/** Folders of this project. Stack frames in them are not the place of a mistake in the configuration. */
const PROJECT = resolve(__dirname, "../..");
const ROOMS = ["aws", "cli", "config", "dist", "identity", "infra", "lambda", "local", "review", "node_modules"].map(
  (room) => `${PROJECT}${sep}${room}${sep}`,
);

/** A place in a file; lines and columns are counted from 1. */
interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Describes the error that loading a configuration threw, in lines like a compiler's, with a suggestion and without a stack trace.
 * @param show Returns the name of a file for messages
 * @example describeLoadError(new TypeError("…"), file, show) // ["iot-auth.config.ts:7:24: cloudPrnt.prnter is not a function. Did you mean …"]
 */
export function describeLoadError(error: unknown, configFile: string, show: (path: string) => string): string[] {
  const { message, stack = "", name } = asError(error);
  const missing = /^Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  const place = missing === undefined ? findPlace(stack, configFile) : placeOf(missing, configFile);
  const at = place ? `${show(place.file)}:${place.line}:${place.column}` : show(configFile);
  if (missing !== undefined) return [`${at}: There is no module "${missing}". Check its name, or install it with npm.`];
  const lines = name === "ConfigurationError" ? message.split("\n") : [explain(message.split("\n")[0] ?? "", place)];
  return lines.map((line) => `${at}: ${line}`);
}

function explain(message: string, place: Place | undefined): string {
  const text = message.replace(/\b(import_\w+|_infra|_config)\./g, "").replace(/\(0 , (\w+)\)/g, "$1");
  const [, unknown] = /^(\w+) is not defined$/.exec(text) ?? [];
  if (unknown !== undefined) return sentence(text, missingName(unknown));
  const [, helper = "", called] = /^(\w+)\.(\w+) is not a function$/.exec(text) ?? [];
  const meant = called === undefined ? undefined : nearest(called, functionsOf(helper));
  if (meant !== undefined) return sentence(text, `Did you mean ${helper}.${meant}?`);
  const [, property] = /^Cannot read properties of (?:undefined|null) \(reading '(.*)'\)$/.exec(text) ?? [];
  if (property !== undefined)
    return sentence(text, `${nameBefore(property, place)} has no value; check its name and where it comes from.`);
  return text;
}

const sentence = (text: string, more: string): string => `${text.replace(/\.$/, "")}. ${more}`;

function missingName(name: string): string {
  if (HELPER_NAMES.includes(name)) return `Import it: import { ${name} } from "./config";`;
  const guess = nearest(name, HELPER_NAMES);
  return guess === undefined ? "Check its name, or import it." : `Did you mean ${guess}?`;
}

/** Returns the expression before `.property` on the line of the mistake. */
function nameBefore(property: string, place: Place | undefined): string {
  const line = place ? readFileSync(place.file, "utf8").split("\n")[place.line - 1] : undefined;
  const [, before] = new RegExp(`([\\w.]+)\\??\\.${property.replace(/\W/g, "\\$&")}\\b`).exec(line ?? "") ?? [];
  return before === undefined ? `What is asked for "${property}"` : before;
}

/** Finds the innermost stack frame in the configuration or in a file that it imports. */
function findPlace(stack: string, configFile: string): Place | undefined {
  const places = [...stack.matchAll(/(?:\(|at |file:\/\/)(\/?[^\s():][^():\n]*):(\d+):(\d+)\)?$/gm)].map(
    ([, file = "", line, column]) => ({ file, line: Number(line), column: Number(column) }),
  );
  const written = places.find(
    ({ file }) =>
      file === configFile ||
      (file.startsWith(sep) &&
        !ROOMS.some((room) => file.startsWith(room)) &&
        !file.includes(`${sep}node_modules${sep}`)),
  );
  return written;
}

/** Finds where the configuration names a module. */
function placeOf(module: string, configFile: string): Place | undefined {
  const lines = readFileSync(configFile, "utf8").split("\n");
  const line = lines.findIndex((text) => text.includes(`"${module}"`) || text.includes(`'${module}'`));
  if (line < 0) return undefined;
  return { file: configFile, line: line + 1, column: lines[line]?.indexOf(module) ?? 0 };
}

/** Converts a thrown value to an error. An error object of another realm (`node:vm`, jest) is returned unchanged; other values have no stack. */
function asError(thrown: unknown): Pick<Error, "message" | "stack" | "name"> {
  const isError = typeof (thrown as Error | null)?.message === "string";
  return isError ? (thrown as Error) : { message: String(thrown), name: "" };
}
