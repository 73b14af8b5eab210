import { AsyncLocalStorage } from "node:async_hooks";
import { dirname, join, relative, resolve } from "node:path";
import { shellArgument, shellCommand } from "./quote";

/** How the tool was called. Commands that it prints repeat these options, so that they work in the same place. */
export interface Invocation {
  /** Words that start the tool. @default ["npx", "iot-auth"] */
  readonly program?: readonly string[];
  /** The folder in which commands are pasted, and the project's folder, in which `cdktf` runs. @default - they are the same */
  readonly folders?: { readonly current: string; readonly project: string };
  /** Configuration file as given with `--config`. */
  readonly config?: string | undefined;
  /** Stage as given with `--stage`. */
  readonly stage?: string | undefined;
  /** Whether `--local` was given. */
  readonly local?: boolean | undefined;
  /** The configuration's stacks, if there are several, and the chosen one. */
  readonly stacks?: { readonly all: readonly string[]; readonly chosen?: string | undefined } | undefined;
}

/** Commands that have the option `--local`, with their subcommands if only some have it. A test compares this list with the tool. */
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

/** Words that start the tool inside its project. */
export const DEFAULT_PROGRAM = ["npx", "iot-auth"];
const HERE = { current: "/", project: "/" };

interface Held {
  invocation: Invocation;
}

/** The invocation of this process, which usually has only one. */
let only: Held | undefined;
/** Further invocations at the same time. Once used, it makes all promises and callbacks of the process slower in Node.js 20 and 22. */
const others = new AsyncLocalStorage<Held>();

const held = (): Held | undefined => others.getStore() ?? only;

/**
 * Runs a function in which printed commands repeat the options of this invocation.
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

/** Adds to the invocation what is known only later: the options when they are parsed, the stacks when the configuration is loaded. */
export function learnInvocation(more: Invocation): void {
  const store = held();
  if (store) store.invocation = { ...store.invocation, ...more };
}

/** Returns the current invocation, for a child process. */
export function currentInvocation(): Invocation {
  return held()?.invocation ?? {};
}

/**
 * Returns a command line of the tool for a POSIX shell, to be pasted in the same folder: with `npx`, and with `--config`, `--stage` and `--local` of
 * this invocation. Words are quoted if necessary; words that the reader has to replace are in capitals.
 * @example iotAuth("users", "rotate", "printer-7", "--finish"); // npx iot-auth users rotate printer-7 --finish --stage prod
 */
export function iotAuth(...words: readonly string[]): string {
  return iotAuthWith(currentInvocation(), ...words);
}

/**
 * Like {@link iotAuth}, for another invocation.
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
 * Returns a command line of `cdktf`, which runs in the project's folder, reads the project's configuration unless `--app` names another, and needs
 * the name of a stack if there are several.
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
 * Returns an `npm start` command with options for `iot-auth local`, after `--` since npm reads the options before it as its own.
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

/** Returns the options with which `cdktf` reads another configuration and writes its output beside it. */
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
