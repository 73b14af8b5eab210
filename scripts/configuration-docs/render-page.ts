import { readyMadeGroups } from "./ready-made-groups";
import { type DocumentedSetting, LITERAL, placedExample } from "./setting-examples";
import { usersFile } from "./users-file-page";

const INTRODUCTION = `# Configuration

Every setting of \`iot-auth.config.ts\`, with its limits and default. An editor shows the same while you type. A setting that breaks a rule is
refused when the stack is synthesized, all problems at once.

This page is written by \`npm run docs\` from the schema in [config](../config); change it there.

Every example is a whole setting of the top level, to be pasted between the braces of \`defineConfig({ … })\`; where that has the setting already,
merge the two.

The users are in a file of their own: [below](#the-users-file).
`;

/** The whole page. */
export function renderConfiguration(settings: readonly DocumentedSetting[]): string {
  const rows = settings.map(
    (setting) =>
      `| [\`${setting.path}\`](#${anchorOf(setting)}) | ${cell(setting.type)} | ${cell(defaultOf(setting))} |`,
  );
  const index = ["| Setting | Type | Default |", "| --- | --- | --- |", ...rows, ""].join("\n");
  return [
    INTRODUCTION,
    index,
    ...settings.map((setting) => renderSetting(setting, settings)),
    readyMadeGroups(),
    usersFile(),
  ].join("\n");
}

/** The anchor that GitHub gives the setting's heading. */
function anchorOf({ path }: DocumentedSetting): string {
  return path.toLowerCase().replace(/[^a-z0-9_-]/g, "");
}

function renderSetting(setting: DocumentedSetting, settings: readonly DocumentedSetting[]): string {
  const { path, docstring, only, must, type } = setting;
  const facts = [
    ["Type", type],
    ["Default", defaultOf(setting)],
    ["Only with", only && `\`${only}\``],
    // For other types, the type says the whole rule.
    ["Rule", must && /^(text|list|whole number)/.test(type) ? `must ${must}` : undefined],
    ["Example", `\`${placedExample(setting, settings)}\``],
    ["See", docstring?.tags.see],
  ].flatMap(([label, value]) => (value ? [`- ${label}: ${value}`] : []));
  return [`## \`${path}\``, "", ...(docstring?.summary ? [docstring.summary, ""] : []), ...facts, ""].join("\n");
}

/** The default from the docstring, which may say more than a value; else the schema's. */
function defaultOf({ docstring, required, default: value }: DocumentedSetting): string {
  const told = docstring?.tags.default;
  if (told?.startsWith("- ")) return told.slice(2);
  if (told) return told.replace(LITERAL, "`$1`");
  if (required) return "none, it is required";
  if (value === undefined) return "none";
  return JSON.stringify(value) === "{}" ? "those of its settings" : `\`${JSON.stringify(value)}\``;
}

const cell = (text: string) => text.replaceAll("|", "\\|");
