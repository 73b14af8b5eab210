import { readdirSync, readFileSync } from "node:fs";
import { dirname, parse, resolve } from "node:path";
import { build, type Message } from "esbuild";
import { didYouMean, nearest } from "../text/nearest-name";
import { HELPER_NAMES } from "./describe-load-error";

/**
 * Finds mistakes in the configuration file and the files it imports, without running them: those that JavaScript accepts silently, or reports
 * without a position. JavaScript keeps the second of two settings with one name, and an import that does not exist is `undefined`.
 * @param show Returns the name of a file for messages
 * @returns A line for each mistake, like a compiler's: `iot-auth.config.ts:4:2: Expected "}" but found "region". A comma …`
 */
export async function analyseConfig(file: string, show: (path: string) => string): Promise<string[]> {
  const found = await inspect(file);
  return found.map((message) => {
    const { file: path = file, line = 1, column = 0 } = message.location ?? {};
    return `${show(resolve("/", path))}:${line}:${column + 1}: ${explain(message, file, show)}`;
  });
}

async function inspect(file: string): Promise<readonly Message[]> {
  try {
    const { warnings } = await build({
      entryPoints: [file],
      absWorkingDir: "/",
      bundle: true,
      write: false,
      platform: "node",
      packages: "external",
      logLevel: "silent",
    });
    // Other warnings are not mistakes in a configuration.
    return warnings.filter(({ id }) => id === "duplicate-object-key" || id === "import-is-undefined");
  } catch (error) {
    const { errors } = error as { readonly errors?: readonly Message[] };
    if (errors === undefined) throw error;
    return errors;
  }
}

function explain(message: Message, file: string, show: (path: string) => string): string {
  const { text, location } = message;
  const [, twice] = /^Duplicate key "(.*)" in object literal$/.exec(text) ?? [];
  if (twice !== undefined) {
    const first = message.notes[0]?.location?.line;
    return `"${twice}" is written twice in one object, and JavaScript keeps the second only. Merge the two${first ? `; the first is in line ${first}` : ""}.`;
  }
  const missing = missingExport(text);
  if (missing !== undefined) {
    const { module, name } = missing;
    const written = location?.lineText.match(/["'][^"']+["']/)?.[0] ?? `"${show(resolve("/", module))}"`;
    const known = /(^|\/)(config|infra)\/index\.ts$/.test(module) ? HELPER_NAMES : [];
    return `${written} exports no "${name}". ${known.length > 0 ? didYouMean(name, known) : "Check the name."}`;
  }
  const [, path] = /^Could not resolve "(.*)"$/.exec(text) ?? [];
  if (path !== undefined) return `There is no module "${path}". ${nearbyModule(path, location?.file ?? file)}`;
  return explainSyntax(message, file);
}

/** Parses esbuild's message about a name that a module does not export, imported directly or through `import * as …`. */
function missingExport(text: string): { readonly module: string; readonly name: string } | undefined {
  const [, module, name] = /^No matching export in "(.*)" for import "(.*)"$/.exec(text) ?? [];
  if (module !== undefined && name !== undefined) return { module, name };
  const [, ofAll, of] =
    /^Import "(.*)" will always be undefined because there is no matching export in "(.*)"$/.exec(text) ?? [];
  return of !== undefined && ofAll !== undefined ? { module: of, name: ofAll } : undefined;
}

function nearbyModule(path: string, from: string): string {
  if (!/^\.{0,2}\//.test(path)) return "Check its name, or install it with npm.";
  const wanted = resolve(dirname(resolve("/", from)), path);
  // The importing file itself is not suggested, even if its name is the nearest.
  const there = existing(dirname(wanted)).flatMap((name) => (name === parse(from).base ? [] : [parse(name).name]));
  const guess = nearest(parse(wanted).name, there);
  return guess === undefined
    ? "Check its path."
    : `Did you mean "${path.slice(0, path.lastIndexOf("/") + 1)}${guess}"?`;
}

function existing(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith("."));
  } catch {
    return [];
  }
}

/** Adds to a syntax error what the cause probably is. */
function explainSyntax({ text, location }: Message, file: string): string {
  const hint = syntaxHint(text, location?.line ?? 1, location?.column ?? 0, location?.file ?? file);
  return hint === undefined ? `${text}.` : `${text}. ${hint}`;
}

function syntaxHint(text: string, line: number, column: number, path: string): string | undefined {
  if (/end of file/.test(text)) return "A closing }, ] or ) is probably missing.";
  if (/^Unterminated (string|template)/.test(text)) return "The closing quote is missing.";
  const [, expected] = /^Expected "([}\])])" but found "[}\])]"$/.exec(text) ?? [];
  if (expected !== undefined) return `A closing ${expected} is probably missing before it.`;
  if (/^Unexpected "="$|but found "="$/.test(text)) return "A setting is written with a colon: name: value.";
  if (!/^Expected "[}\]),;]" but found/.test(text)) return undefined;
  const lines = readFileSync(resolve("/", path), "utf8").split("\n").slice(0, line);
  const before = lines.at(-1)?.slice(0, column).trim();
  if (before) return "A comma is probably missing before it.";
  const above = lines.slice(0, -1).findLastIndex((one) => one.trim() !== "" && !/^\s*(\/\/|\*|\/\*)/.test(one));
  return `A comma is probably missing at the end of line ${above + 1}.`;
}
