import { run } from "../../../infra/default-authorizer/run";
import type { DefaultAuthorizerApi } from "../../../infra/default-authorizer/step";
import type { ExitCode } from "../../../infra/default-authorizer/step-errors";
import { INPUT_VARIABLE } from "../../../infra/default-authorizer/step-input";
import type { FakeIot } from "./fake-iot";
import { input } from "./run-step";

/** One of two programs that run at the same time, each for its own stack. */
export interface Program {
  readonly command: "set" | "release" | "guard";
  /** Name of the program's stack, and of that stack's authorizer. */
  readonly stack: string;
  readonly takeOver?: boolean;
}

/** Result of two programs that ran at the same time. */
export interface Ended {
  readonly iot: FakeIot;
  readonly codes: readonly (ExitCode | undefined)[];
  /** Lines that each program printed. */
  readonly lines: readonly (readonly string[])[];
  /** The calls in their order, with the program: `A describeDefault`, `B setDefault`. */
  readonly steps: readonly string[];
}

/** A program that waits for its turn to make a call. */
interface Waiting {
  readonly what: string;
  readonly goOn: () => void;
}

const WRITES = ["setDefault", "clearDefault"];

/**
 * Runs two programs with their calls of AWS in every possible order, and calls `onEnd` with each result. A program's
 * next step depends only on the answers that it has received. So if two orders lead to the same state of AWS and the
 * same answers, only one of them is continued.
 *
 * The program relies on one assumption about time: no wait of the other program ends between reading or clearing the
 * default and the change that follows. The wait in question takes two seconds, and the call a fraction of a second.
 * @param world Makes the account in its initial state; called for every order
 * @returns the number of different results
 */
export async function interleave(
  world: () => FakeIot,
  programs: readonly [Program, Program],
  onEnd: (ended: Ended) => Promise<void> | void,
): Promise<number> {
  const known = new Set<string>();
  const open: number[][] = [[]];
  let ends = 0;
  for (let order = open.pop(); order; order = open.pop()) {
    const { key, enabled, ended } = await follow(world(), programs, order);
    if (known.has(key)) continue;
    known.add(key);
    if (enabled.length === 0) {
      ends++;
      await onEnd(ended);
    }
    for (const next of enabled) open.push([...order, next]);
  }
  return ends;
}

/** Runs both programs in the given order, until the order ends. */
async function follow(iot: FakeIot, programs: readonly [Program, Program], order: readonly number[]) {
  const waiting: (Waiting | undefined)[] = [undefined, undefined];
  const seen: string[][] = [[], []];
  const codes: (ExitCode | undefined)[] = [undefined, undefined];
  const lines: string[][] = [[], []];
  const steps: string[] = [];
  const turn = (who: number, what: string) =>
    new Promise<void>((goOn) => {
      waiting[who] = { what, goOn };
    });
  programs.forEach(({ command, stack, takeOver = false }, who) => {
    void run({
      arguments: [command],
      environment: { [INPUT_VARIABLE]: JSON.stringify(input({ authorizerName: stack, owner: stack, takeOver })) },
      out: (line) => lines[who]?.push(line),
      err: (line) => lines[who]?.push(line),
      connect: async () => inTurn(iot, (what) => turn(who, what), seen[who] ?? []),
      connectSweep: () => Promise.reject(new Error("nothing to sweep")),
      wait: () => turn(who, "wait"),
    }).then((code) => {
      codes[who] = code;
    });
  });
  const enabled = () => [0, 1].filter((who) => mayGoOn(waiting[who], seen[1 - who] ?? [], waiting[1 - who]));
  await settle(waiting, codes);
  for (const who of order) {
    const next = waiting[who];
    if (!next) throw new Error(`program ${who} has ended`);
    waiting[who] = undefined;
    steps.push(`${"AB"[who]} ${next.what}`);
    if (next.what === "wait") seen[who]?.push("wait");
    next.goOn();
    await settle(waiting, codes);
  }
  const state = [...iot.authorizers].map(([name, { tags, active }]) => [name, active, ...tags]);
  const key = JSON.stringify([iot.default, state, seen, codes]);
  return { key, enabled: enabled(), ended: { iot, codes, lines, steps } };
}

function mayGoOn(own: Waiting | undefined, othersSeen: readonly string[], other: Waiting | undefined): boolean {
  if (!own) return false;
  const isOtherAboutToWrite =
    other !== undefined && WRITES.includes(other.what) && /^(describe|clear)Default /.test(othersSeen.at(-1) ?? "");
  return own.what !== "wait" || !isOtherAboutToWrite;
}

/** Waits until each program waits for its turn or has ended. */
async function settle(
  waiting: readonly (Waiting | undefined)[],
  codes: readonly (ExitCode | undefined)[],
): Promise<void> {
  while (![0, 1].every((who) => waiting[who] || codes[who] !== undefined)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Returns the API with calls that wait for their turn and whose answers are added to `seen`. */
function inTurn(iot: FakeIot, turn: (what: string) => Promise<void>, seen: string[]): DefaultAuthorizerApi {
  return new Proxy(iot, {
    get(target, property) {
      const member = target[property as keyof FakeIot];
      if (typeof member !== "function") return member;
      return async (...args: unknown[]) => {
        const what = String(property);
        await turn(what);
        const note = (answer: unknown) =>
          seen.push(`${what} ${JSON.stringify([args, answer instanceof Map ? [...answer] : answer])}`);
        try {
          const answer = await (member as (...args: unknown[]) => Promise<unknown>).apply(target, args);
          note(answer);
          return answer;
        } catch (error) {
          note(String(error));
          throw error;
        }
      };
    },
  });
}
