import { randomUUID } from "node:crypto";

/** What became of one call of a function. */
export type InvocationOutcome = (InvocationSuccess | InvocationFailure) & {
  /** Milliseconds from the call until a process took it. @default 0 */
  readonly waitedMilliseconds?: number;
};

export interface InvocationSuccess {
  readonly ok: true;
  readonly requestId: string;
  /** The handler's answer, after JSON. */
  readonly payload: unknown;
  /** From dispatch to answer; waiting for a free process is not counted. */
  readonly milliseconds: number;
}

export interface InvocationFailure {
  readonly ok: false;
  readonly requestId: string;
  /** As Lambda names it: `Sandbox.Timedout`, `Runtime.ExitError`, or the name of the error the handler threw. */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly milliseconds: number;
  /** The process died of something an earlier call had left behind, before the handler saw this one. */
  readonly notBegun?: true;
}

/** The outcome of a call that never got to the handler. */
export function failed(errorType: string, errorMessage: string): InvocationFailure {
  return { ok: false, requestId: randomUUID(), errorType, errorMessage, milliseconds: 0 };
}

/** A line that a handler wrote. */
export interface FunctionLogLine {
  readonly functionName: string;
  /** The call during which it was written; missing for lines from start-up and between calls. */
  readonly requestId?: string;
  readonly stream: "stdout" | "stderr";
  readonly line: string;
}
