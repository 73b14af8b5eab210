import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { stackSchema } from "../../config/schema";
import { describeSettings } from "./describe-settings";
import { docstringOf, readDocstrings } from "./docstrings";
import { renderConfiguration } from "./render-page";
import type { DocumentedSetting } from "./setting-examples";

/** Every setting of a configuration, in the order of the schema. */
export function documentedSettings(root: string): DocumentedSetting[] {
  const folder = join(root, "config");
  const docstrings = readDocstrings(folder, "stackSchema");
  const settings = describeSettings(stackSchema).map((setting) => {
    const docstring = docstrings.get(setting.path);
    return { ...setting, ...(docstring ? { docstring } : {}) };
  });
  return [...settings, readStages(join(folder, "schema", "config-schema.ts"))];
}

/** The text of `docs/configuration.md`. */
export function configurationDocs(root: string): string {
  return renderConfiguration(documentedSettings(root));
}

/** Describes `stages`, which is in no schema: stages become stacks before the settings are checked. */
function readStages(path: string): DocumentedSetting {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const input = file.statements.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === "ConfigInput");
  const member = input?.members.find(({ name }) => name?.getText() === "stages");
  const docstring = member && docstringOf(member);
  if (!docstring) throw new Error(`ConfigInput in ${path} documents no stages.`);
  return { path: "stages", type: "object of settings by name of the stage", required: false, docstring };
}
