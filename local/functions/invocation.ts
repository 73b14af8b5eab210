import { randomUUID } from "node:crypto";

/** The outcome of one call of a function. */
export type InvocationOutcome = (InvocationSuccess | InvocationFailure) & {
  /** Milliseconds that the call waited for a process. @default 0 */
  readonly waitedMilliseconds?: number;
};

export interface InvocationSuccess {
  readonly ok: true;
  readonly requestId: string;
  /** The handler's answer, parsed from JSON. */
  readonly payload: unknown;
  /** Time from the start of the call to its answer, without the wait for a free process. */
  readonly milliseconds: number;
}

export interface InvocationFailure {
  readonly ok: false;
  readonly requestId: string;
  /** Lambda's error type: `Sandbox.Timedout`, `Runtime.ExitError`, or the name of the error that the handler threw. */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly milliseconds: number;
  /** The process ended because of an earlier call, before the handler received this call. */
  readonly notBegun?: true;
}

/** Returns the outcome of a call that did not reach the handler. */
export function failed(errorType: string, errorMessage: string): InvocationFailure {
  return { ok: false, requestId: randomUUID(), errorType, errorMessage, milliseconds: 0 };
}

/** A line that a handler wrote. */
export interface FunctionLogLine {
  readonly functionName: string;
  /** The call during which the line was written; missing for lines written at start-up and between calls. */
  readonly requestId?: string;
  readonly stream: "stdout" | "stderr";
  readonly line: string;
}
