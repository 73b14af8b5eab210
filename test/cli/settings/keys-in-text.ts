import { parse as parseYaml } from "yaml";

/** Reads a text with a parser of its format. @returns the keys or functions in the text, each by its last part */
export async function keysIn(name: string, text: string): Promise<Set<string>> {
  const reader = READERS[name];
  return new Set(reader === undefined ? calls(text) : await reader(text));
}

const READERS: Readonly<Record<string, (text: string) => Promise<string[]> | string[]>> = {
  "mosquitto-bridge": words,
  "home-assistant": words,
  "nanomq-bridge": hocon,
  "emqx-bridge": hocon,
  "nanomq-bridge-classic": properties,
  cloudprnt: (text) => keysOf(JSON.parse(text)),
  "node-red": (text) => keysOf(JSON.parse(text)),
  mqttx: (text) => keysOf(JSON.parse(text)),
  esphome: (text) => keysOf(parseYaml(text, { logLevel: "error" })),
  tasmota: (text) =>
    linesOf(text).flatMap((line) => line.split(/; | (?=SetOption3 )/).map((one) => one.split(" ")[0] ?? "")),
};

const linesOf = (text: string): string[] =>
  text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));

/** Returns the keys of mosquitto.conf: the first word of each line. */
function words(text: string): string[] {
  return linesOf(text).map((line) => line.split(" ")[0] ?? "");
}

function properties(text: string): string[] {
  return linesOf(text).map((line) => {
    const [, key = line] = /^bridge\.mqtt\.[\w-]+\.([\w.]+)=/.exec(line) ?? [];
    return lastOf(key.replace(/\.\d+\./, ".N."));
  });
}

async function hocon(text: string): Promise<string[]> {
  const parse = require("@pushcorn/hocon-parser") as (options: { text: string }) => Promise<unknown>;
  const names = keysOf(await parse({ text }));
  // Names of bridges, connectors and rules are chosen by the user, and no keys.
  return names.filter((name) => !/^shop/.test(name));
}

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [lastOf(key), ...keysOf(inner)]);
}

/** Words before a parenthesis that belong to the languages and to browsers themselves, or to every text (`tell`). */
const LANGUAGE =
  /^(if|while|for|return|asm|def|catch|switch|sizeof|async|print|printf|len|hasattr|decode|String|function|open|main|log|encode|tell|querySelector|createElement|append|readFileSync)$/;

/** Returns the functions that a program calls or defines, without words in literals and comments. */
function calls(text: string): string[] {
  const code = text
    .replace(/"""[\s\S]*?"""/g, '""')
    .replace(/\/\/.*|^\s*#.*$/gm, "")
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""');
  return [...code.matchAll(/([A-Za-z_]\w*)\s*\(/g)].map(([, word = ""]) => word).filter((word) => !LANGUAGE.test(word));
}

/** Returns the last part of a name with dots. */
export function lastOf(name: string): string {
  return name.split(".").at(-1) ?? "";
}
