import { AsyncLocalStorage } from "node:async_hooks";
import { dirname, join, relative, resolve } from "node:path";
import { shellArgument, shellCommand } from "./quote";

/** How the tool was called: what the commands that it prints have to keep, so that they work where they are printed. */
export interface Invocation {
  /** Words that call the tool. @default ["npx", "iot-auth"] */
  readonly program?: readonly string[];
  /** Folder that the commands will be pasted in, and that of the project, where `cdktf` runs. @default - one and the same */
  readonly folders?: { readonly current: string; readonly project: string };
  /** Configuration file as `--config` names it. */
  readonly config?: string | undefined;
  /** Stage as `--stage` names it. */
  readonly stage?: string | undefined;
  /** Whether `--local` was given. */
  readonly local?: boolean | undefined;
  /** The configuration's stacks, if they are several; and the one that was chosen among them. */
  readonly stacks?: { readonly all: readonly string[]; readonly chosen?: string | undefined } | undefined;
}

/** Commands that know `--local`, and those of which only some subcommands do; a test compares them with the tool. */
export const COMMANDS_WITH_LOCAL: readonly string[] = [
  "users",
  "token",
  "explain",
  "settings",
  "login",
  "connect",
  "publish",
  "subscribe",
  "pubsub",
  "doctor",
  "device bundle",
  "device list",
  "device show",
  "device revoke",
];

/** Calls the tool inside its project. */
export const DEFAULT_PROGRAM = ["npx", "iot-auth"];
const HERE = { current: "/", project: "/" };

interface Held {
  invocation: Invocation;
}

/** Of the one call there is in a process, as a rule. */
let only: Held | undefined;
/** Of others beside it: once this is used, every promise and every callback of the process costs more in Node.js 20 and 22, for good. */
const others = new AsyncLocalStorage<Held>();

const held = (): Held | undefined => others.getStore() ?? only;

/**
 * Runs a function, in which every printed command keeps what this invocation said.
 * @example await withInvocation({ stage: "prod" }, () => iotAuth("doctor")); // npx iot-auth doctor --stage prod
 */
export function withInvocation<T>(invocation: Invocation, run: () => T): T {
  if (only) return others.run({ invocation }, run);
  only = { invocation };
  const end = (): void => {
    only = undefined;
  };
  let goesOn = false;
  try {
    const result = run();
    goesOn = result instanceof Promise;
    return result instanceof Promise ? (result.finally(end) as T) : result;
  } finally {
    if (!goesOn) end();
  }
}

/** Adds what is known of the invocation only later: options when they are parsed, stacks when the configuration is loaded. */
export function learnInvocation(more: Invocation): void {
  const store = held();
  if (store) store.invocation = { ...store.invocation, ...more };
}

/** What is known of the invocation now, for a process that goes on with it. */
export function currentInvocation(): Invocation {
  return held()?.invocation ?? {};
}

/**
 * A command line of the tool for a POSIX shell, to be pasted where it is printed: with `npx`, the configuration, the stage and `--local`
 * of this invocation. Every word is quoted where it needs it; what the reader has to put in stands in capitals.
 * @example iotAuth("users", "rotate", "printer-7", "--finish"); // npx iot-auth users rotate printer-7 --finish --stage prod
 */
export function iotAuth(...words: readonly string[]): string {
  return iotAuthWith(currentInvocation(), ...words);
}

/**
 * The same for an invocation that is not this one.
 * @example iotAuthWith({ ...currentInvocation(), stage: "dev" }, "users", "list"); // npx iot-auth users list --stage dev
 */
export function iotAuthWith(invocation: Invocation, ...words: readonly string[]): string {
  const { program = DEFAULT_PROGRAM, config, stage, local } = invocation;
  const knowsLocal = [words.slice(0, 1), words.slice(0, 2)].some((some) =>
    COMMANDS_WITH_LOCAL.includes(some.join(" ")),
  );
  return shellCommand([
    ...program,
    ...words,
    ...(config === undefined ? [] : ["--config", config]),
    ...(stage === undefined ? [] : ["--stage", stage]),
    ...(local && knowsLocal && !words.includes("--local") ? ["--local"] : []),
  ]);
}

/**
 * A command line of `cdktf`, which runs in the project's folder, reads the project's configuration unless told otherwise, and wants a
 * stack named where there are several.
 * @example cdktf("deploy"); // npx cdktf deploy cloudprnt-prod
 */
export function cdktf(task: "deploy" | "diff" | "destroy"): string {
  const { folders, config, stacks } = currentInvocation();
  const away = folders ? relative(folders.current, folders.project) : "";
  const line = shellCommand([
    ...["npx", "cdktf", task],
    ...(stacks ? [stacks.chosen ?? "STACK"] : []),
    ...(config === undefined ? [] : otherConfiguration(config, folders)),
  ]);
  return away === "" ? line : `(cd ${shellArgument(away)} && ${line})`;
}

/**
 * `npm start` with options for `iot-auth local`; npm takes options before `--` for its own.
 * @example npmStart("--port", "0"); // npm start -- --port 0
 */
export function npmStart(...options: readonly string[]): string {
  const { config, stage } = currentInvocation();
  const kept = [
    ...(config === undefined ? [] : ["--config", config]),
    ...(stage === undefined ? [] : ["--stage", stage]),
  ];
  return shellCommand(["npm", "start", "--", ...options, ...kept]);
}

/** What makes `cdktf` read another configuration, and write beside it. */
function otherConfiguration(
  config: string,
  { current: from, project }: Required<Invocation>["folders"] = HERE,
): string[] {
  const file = relative(project, resolve(from, config));
  const output = join(dirname(file), "cdktf.out");
  return [
    ...["--app", `node --import tsx main.ts ${shellArgument(file)}`],
    ...(output === "cdktf.out" ? [] : ["--output", output]),
  ];
}
