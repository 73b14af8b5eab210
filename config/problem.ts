import { visible } from "./text/visible";

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** Path of the setting, as a person would write it: `groups.printers.publish[0]`. */
  readonly path: string;
  /** The rule, continuing "must": `be between 300 and 86400 seconds`. */
  readonly must: string;
  /** What was given; left out when there is nothing sensible to show. */
  readonly got?: unknown;
  /** What to do instead, as a sentence. */
  readonly remedy: string;
}

/** Stands for a value that is better described than shown: a secret, a number with its unit. */
export class Described {
  constructor(readonly text: string) {}
}

/** Stands for a value that may be a secret: how long it is, and nothing of it. */
export function hide(value: unknown): Described | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return new Described(`${value.length} characters (not shown)`);
  return new Described(`${Array.isArray(value) ? `a list of ${value.length}` : kindOf(value)} (not shown)`);
}

/** Most problems that are told at once: who has more mends these first, and often all others with them. */
const MAX_TOLD = 20;

/**
 * The configuration, or a file it names, is wrong. Carries every problem found, not just the first; its message tells the first twenty, and
 * how many there are besides.
 */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(toldProblems(problems).join("\n"));
    this.name = "ConfigurationError";
  }
}

/** Problems as lines: the first twenty, and one line that counts the others. */
export function toldProblems(problems: readonly Problem[]): string[] {
  const told = problems.slice(0, MAX_TOLD).map(describeProblem);
  const rest = problems.length - told.length;
  return rest > 0 ? [...told, `There are ${rest} more problems of ${problems.length}. Mend these first.`] : told;
}

/**
 * A problem as one line, whatever characters its parts hold: `` `path` must <rule>, got: <value>. <what to do> ``.
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

/** As JSON where that says what the value is; it knows no NaN, and refuses whatever contains itself. */
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
 * Writes a path of keys and indexes as a person would.
 * @example writePath(["groups", "printers", "publish", 0]) // "groups.printers.publish[0]"
 */
export function writePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}
