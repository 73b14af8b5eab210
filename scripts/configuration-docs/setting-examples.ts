import type { Setting } from "./describe-settings";
import { ANY_NAME, type Docstring } from "./docstrings";

/** A setting with what its docstring says. */
export interface DocumentedSetting extends Setting {
  readonly docstring?: Docstring;
}

/** Replaces {@link ANY_NAME} in examples. */
const SOME_NAME = "sensors";
/** A value at the beginning of a text: `"a"`, `{ … }`, `[ … ]`, `true`, `12`. */
export const LITERAL = /^("[^"]*"|\{[^}]*\}|\[[^\]]*\]|true|false|\d+)/;

/**
 * An example of a setting's value: from the docstring, else from the rule's remedy, else from its type or default.
 * @returns `undefined` for an object, whose settings have examples
 * @throws {Error} if there is no example
 */
export function exampleOf(setting: DocumentedSetting): string | undefined {
  const { docstring, remedy, type, default: value, path } = setting;
  if (docstring?.tags.example) return docstring.tags.example;
  const advised = /Write it (?:like|as text:) (.+?)(?:, or .+)?\.$/.exec(remedy ?? "")?.[1];
  if (advised) return /^["[{]/.test(advised) ? advised : JSON.stringify(advised);

  if (type === "true or false") return String(!value);
  if (type.startsWith("whole number")) return String(value ?? /(\d+) to/.exec(type)?.[1]);
  const choices = type.replace(/^one of /, "").split(/ or |, /);
  if (type.startsWith('"') || type.startsWith("one of")) {
    return choices.find((choice) => choice !== JSON.stringify(value)) ?? type;
  }
  const literal = LITERAL.exec(docstring?.tags.default ?? "")?.[1];
  if (literal) return literal;
  if (type === "object") return undefined;
  throw new Error(`Nothing gives an example of ${path}. Add @example to its docstring.`);
}

/**
 * An example that can be pasted at the top level of a configuration: the setting inside its enclosing objects, with the
 * settings that these require, and with the settings beside it that its docstring names by `@with`.
 * @throws {Error} if there is no example
 * @example placedExample(settingOf("store.table"), settings) // 'store: { type: "dynamodb", table: "fleet-users" }'
 */
export function placedExample(setting: DocumentedSetting, settings: readonly DocumentedSetting[]): string {
  const values = new Map<string, string>();
  add(setting, settings, values);
  const order = new Map(settings.map(({ path }, index) => [path, index]));
  const sorted = [...values].sort(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  return write(sorted.map(([path, value]) => [path.replace(ANY_NAME, SOME_NAME).split("."), value]));
}

function add(setting: DocumentedSetting, settings: readonly DocumentedSetting[], values: Map<string, string>): void {
  const { path, only, docstring } = setting;
  if (values.has(path)) return;
  const example = exampleOf(setting);
  if (example === undefined) {
    const inside = settings.filter((other) => parentOf(other.path) === path);
    const required = inside.filter((other) => other.required);
    const shown = required.length > 0 ? required : inside.slice(0, 1);
    if (shown.length === 0) throw new Error(`Nothing gives an example of ${path}. Add @example to its docstring.`);
    for (const other of shown) add(other, settings, values);
    return;
  }
  values.set(path, example);

  const parent = parentOf(path);
  if (parent === "") return;
  const [, key, kind] = /^(\w+): (.+)$/.exec(only ?? "") ?? [];
  if (key && kind) values.set(`${parent}.${key}`, kind);
  const companions = docstring?.tags.with?.split(/[\s,]+/) ?? [];
  for (const other of settings) {
    if (parentOf(other.path) !== parent) continue;
    const isOfKind = other.only === undefined || other.only === only || other.only === `${lastOf(path)}: ${example}`;
    if ((other.required && isOfKind) || companions.includes(lastOf(other.path))) add(other, settings, values);
  }
  // The settings that enclosing objects with a name of the user's require.
  for (let around = parentOf(parent); around.includes(ANY_NAME); around = parentOf(around)) {
    for (const other of settings) {
      if (parentOf(other.path) === around && other.required) add(other, settings, values);
    }
  }
}

/** Nested objects on one line, from values by their path. */
function write(entries: readonly (readonly [path: readonly string[], value: string])[]): string {
  const names = [...new Set(entries.map(([[name = ""]]) => name))];
  return names
    .map((name) => {
      const own = entries.filter(([path]) => path[0] === name);
      const [[path, value] = [[], ""]] = own;
      if (path.length === 1) return `${name}: ${value}`;
      return `${name}: { ${write(own.map(([inner, text]) => [inner.slice(1), text] as const))} }`;
    })
    .join(", ");
}

const lastOf = (path: string) => path.slice(path.lastIndexOf(".") + 1);
/** The path of the enclosing object: `groups.<name>` for `groups.<name>.publish`. */
const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf(".")));
