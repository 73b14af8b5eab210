import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import ts from "typescript";

/** A setting's docstring, parsed. */
export interface Docstring {
  /** Its text, line breaks as written. */
  readonly summary: string;
  /** Tags by name: `default`, `example`, `see`. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Placeholder in a path for a name that the user chooses: `groups.<name>.publish`. */
export const ANY_NAME = "<name>";

/**
 * Reads the docstrings of a zod schema's settings from the source, by the setting's path: zod does not know them. A
 * setting without a docstring gets that of the schema that it refers to.
 * @param folder Folder with the schema's files
 * @param root Name of the constant to start from
 * @example readDocstrings("config", "stackSchema").get("authorizer.takeOver")
 */
export function readDocstrings(folder: string, root: string): Map<string, Docstring> {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  // Of two constants with the same name, the one in the folder itself is used.
  const files = [...all].sort((a, b) => Number(b.includes(sep)) - Number(a.includes(sep)));
  const declarations = new Map(files.flatMap((name) => declarationsIn(join(folder, name))));
  const found = new Map<string, Docstring>();

  const visit = (node: ts.Expression | undefined, path: readonly string[]): void => {
    if (!node) return;
    if (ts.isIdentifier(node)) {
      const declaration = declarations.get(node.text);
      if (declaration) note(path, declaration);
      visit(declaration?.initializer, path);
    } else if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        if (ts.isSpreadAssignment(property)) visit(property.expression, path);
        if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name)) continue;
        const inner = [...path, property.name.text];
        note(inner, property);
        visit(property.initializer, inner);
      }
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      visitCall(node, node.expression, path);
    }
  };
  const visitCall = (call: ts.CallExpression, called: ts.PropertyAccessExpression, path: readonly string[]): void => {
    const { expression: target, name } = called;
    if (!ts.isIdentifier(target) || target.text !== "z") {
      // `schema.optional()`, `schema.default(…)`: the schema is what the method is called on.
      visit(target, path);
      return;
    }
    const [first, second] = call.arguments;
    if (name.text === "strictObject") visit(first, path);
    if (name.text === "record") visit(second, [...path, ANY_NAME]);
    if (name.text === "discriminatedUnion" && second && ts.isArrayLiteralExpression(second)) {
      for (const option of second.elements) visit(option, path);
    }
  };
  const note = (path: readonly string[], node: ts.Node): void => {
    const docstring = docstringOf(node);
    const key = path.join(".");
    if (docstring && !found.has(key)) found.set(key, docstring);
  };

  const start = declarations.get(root);
  if (!start) throw new Error(`No constant ${root} in ${folder}.`);
  visit(start.initializer, []);
  return found;
}

function declarationsIn(path: string): [string, ts.VariableDeclaration][] {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  return file.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations])
    .flatMap((declaration) => (ts.isIdentifier(declaration.name) ? [[declaration.name.text, declaration]] : []));
}

/** The docstring of a property, or of a constant, whose comment stands above the whole statement. */
export function docstringOf(node: ts.Node): Docstring | undefined {
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1);
  if (!comment) return undefined;
  const tags = comment.tags ?? [];
  return {
    summary: ts.getTextOfJSDocComment(comment.comment)?.trim() ?? "",
    tags: Object.fromEntries(tags.map((tag) => [tag.tagName.text, textOf(tag, comment)])),
  };
}

/** A tag's text as written in the source: the parser would split `{ … }` and URLs. */
function textOf(tag: ts.JSDocTag, comment: ts.JSDoc): string {
  const source = comment.getSourceFile().text.slice(tag.tagName.getEnd(), tag.getEnd());
  return source
    .replace(/\*\/\s*$/, "")
    .replace(/\n\s*\* ?/g, "\n")
    .trim();
}
