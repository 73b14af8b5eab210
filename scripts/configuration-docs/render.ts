import type { Setting } from "./describe-settings";
import type { Docstring } from "./docstrings";

/** A setting with what its docstring says. */
export interface DocumentedSetting extends Setting {
  readonly docstring?: Docstring;
}

const INTRODUCTION = `# Configuration

Every setting of \`iot-auth.config.ts\`, with its limits and default. An editor shows the same while you type. Whatever breaks a rule is
refused when the stack is synthesized, all problems at once.

This page is written by \`npm run docs\` from the schema in [infra/config](../infra/config); change it there.

The ready-made groups \`cloudPrnt.printer()\`, \`cloudPrnt.server()\`, \`device()\` and \`mqtt5Sample()\` are made of the settings
of \`groups.<name>\` below.
`;

/** The whole page. */
export function renderConfiguration(settings: readonly DocumentedSetting[]): string {
  const rows = settings.map(
    (setting) =>
      `| [\`${setting.path}\`](#${anchorOf(setting)}) | ${cell(setting.type)} | ${cell(defaultOf(setting))} |`,
  );
  const index = ["| Setting | Type | Default |", "| --- | --- | --- |", ...rows, ""].join("\n");
  return [INTRODUCTION, index, ...settings.map((setting) => renderSetting(setting, settings))].join("\n");
}

/** Where GitHub puts the heading. */
function anchorOf({ path }: DocumentedSetting): string {
  return path.toLowerCase().replace(/[^a-z0-9_-]/g, "");
}

function renderSetting(setting: DocumentedSetting, settings: readonly DocumentedSetting[]): string {
  const { path, docstring, only, must, type } = setting;
  const facts = [
    ["Type", type],
    ["Default", defaultOf(setting)],
    ["Only with", only && `\`${only}\``],
    // The other types say all there is.
    ["Rule", must && /^(text|list|whole number)/.test(type) ? `must ${must}` : undefined],
    ["Example", `\`${lastOf(path)}: ${exampleOf(setting, settings)}\``],
    ["See", docstring?.tags.see],
  ].flatMap(([label, value]) => (value ? [`- ${label}: ${value}`] : []));
  return [`## \`${path}\``, "", ...(docstring?.summary ? [docstring.summary, ""] : []), ...facts, ""].join("\n");
}

/** The docstring's word, which may tell more than a value; else the schema's. */
function defaultOf({ docstring, required, default: value }: DocumentedSetting): string {
  const told = docstring?.tags.default;
  if (told?.startsWith("- ")) return told.slice(2);
  if (told) return told.replace(LITERAL, "`$1`");
  if (required) return "none, it is required";
  if (value === undefined) return "none";
  return JSON.stringify(value) === "{}" ? "those of its settings" : `\`${JSON.stringify(value)}\``;
}

/**
 * The docstring's example, else the one in the rule's remedy, else one that its type, its default or its own settings give.
 * @throws {Error} when nothing gives one
 */
export function exampleOf(setting: DocumentedSetting, settings: readonly DocumentedSetting[]): string {
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

  const inside = settings.filter((other) => other.path === `${path}.${lastOf(other.path)}`);
  const shown = inside.find(({ required }) => required) ?? inside[0];
  if (!shown) throw new Error(`Nothing gives an example of ${path}. Add @example to its docstring.`);
  return `{ ${lastOf(shown.path)}: ${exampleOf(shown, settings)} }`;
}

/** A value at the beginning of a text: `"a"`, `{ … }`, `[ … ]`, `true`, `12`. */
const LITERAL = /^("[^"]*"|\{[^}]*\}|\[[^\]]*\]|true|false|\d+)/;

const lastOf = (path: string) => path.slice(path.lastIndexOf(".") + 1);
const cell = (text: string) => text.replaceAll("|", "\\|");
