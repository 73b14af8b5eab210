import { visible } from "./text/visible";

/** A problem of the configuration, or of an argument. */
export interface Problem {
  /** Path of the setting, as in `groups.printers.publish[0]`, or name of the option. */
  readonly path: string;
  /** The rule, as the words after "must": `be between 300 and 86400 seconds`. */
  readonly must: string;
  /** The value that was given. @default - none was given */
  readonly got?: unknown;
  /** What to do instead, as a sentence. */
  readonly remedy: string;
}

/** A description that is shown in place of a value: of a secret, or of a number with its unit. */
export class Described {
  constructor(readonly text: string) {}
}

/** Returns a description of a value that may be a secret, which shows only its length or type. */
export function hide(value: unknown): Described | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return new Described(`${value.length} characters (not shown)`);
  return new Described(`${Array.isArray(value) ? `a list of ${value.length}` : kindOf(value)} (not shown)`);
}

/** How many problems are shown at once. Correcting these often corrects the others too. */
const MAX_TOLD = 20;

/**
 * The configuration, a file that it names, or an argument is wrong. The error has all problems that were found; its message shows the first twenty
 * and the number of the others.
 */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(toldProblems(problems).join("\n"));
    this.name = "ConfigurationError";
  }
}

/** Formats problems as lines: the first twenty, and a line that counts the others. */
export function toldProblems(problems: readonly Problem[]): string[] {
  const told = problems.slice(0, MAX_TOLD).map(describeProblem);
  const rest = problems.length - told.length;
  return rest > 0 ? [...told, `There are ${rest} more problems of ${problems.length}. Correct these first.`] : told;
}

/**
 * Formats a problem as one line, with control characters made visible: `` `path` must <rule>, got: <value>. <what to do> ``.
 * @example describeProblem({ path: "name", must: "be lower case", got: "A", remedy: "Write it in lower case." })
 */
export function describeProblem({ path, must, got, remedy }: Problem): string {
  return visible(`\`${path}\` must ${must}, got: ${show(got)}. ${remedy}`);
}

const MAX_SHOWN = 80;

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value instanceof Described) return value.text;
  const text = write(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}… (${text.length} characters)` : text;
}

/** Formats a value as JSON if possible. JSON has no NaN and no functions, and cannot contain a value that contains itself. */
function write(value: unknown): string {
  if (typeof value === "function" || typeof value === "symbol") return kindOf(value);
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return kindOf(value);
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return /^[aeiou]/.test(typeof value) ? `an ${typeof value}` : `a ${typeof value}`;
}

/**
 * Writes a path of keys and indexes as in JavaScript.
 * @example writePath(["groups", "printers", "publish", 0]) // "groups.printers.publish[0]"
 */
export function writePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}
