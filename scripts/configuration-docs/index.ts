import { join } from "node:path";
import { stackSchema } from "../../config/schema";
import { describeSettings } from "./describe-settings";
import { readDocstrings } from "./docstrings";
import { renderConfiguration } from "./render-page";
import type { DocumentedSetting } from "./setting-examples";
import { readStages } from "./stages";

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
