import { readFileSync } from "node:fs";
import ts from "typescript";
import { docstringOf } from "./docstrings";
import type { DocumentedSetting } from "./setting-examples";

/** `stages`, which no schema holds: stages become stacks before anything is checked. */
export function readStages(path: string): DocumentedSetting {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const input = file.statements.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === "ConfigInput");
  const member = input?.members.find(({ name }) => name?.getText() === "stages");
  const docstring = member && docstringOf(member);
  if (!docstring) throw new Error(`ConfigInput in ${path} documents no stages.`);
  return { path: "stages", type: "object of settings by name of the stage", required: false, docstring };
}
