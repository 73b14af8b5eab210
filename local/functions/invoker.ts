import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { LIMITS } from "../../lambda/contract";
import { CallQueue, type WaitingCall } from "../authorizer/call-queue";
import { CallerHistory, callerOf } from "../authorizer/caller-history";
import type { Gone } from "../gone";
import { defaultConcurrency } from "./default-concurrency";
import { FunctionProcess, type FunctionProcessSettings } from "./function-process";
import { IdleProcesses, KEPT, type Member } from "./idle-processes";
import { type FunctionLogLine, failed, type InvocationOutcome } from "./invocation";

/** Options for running the calls of one function. */
export interface InvokerOptions extends Omit<FunctionProcessSettings, "onLog"> {
  /** Lambda's time-out of the function, in seconds. */
  readonly timeoutSeconds: number;
  /**
   * Milliseconds after which a running call fails; Lambda's time-out counts if it is shorter.
   * @default 5000, as AWS IoT Core
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html
   */
  readonly limitMilliseconds?: number;
  /** Maximum number of processes, each with one call; further calls wait. @default {@link defaultConcurrency} */
  readonly concurrency?: number;
  /**
   * Maximum number of running and waiting calls; further calls are refused, as in Lambda. 0 refuses all calls.
   * @default - no limit
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly reservedConcurrency?: number;
  /** Milliseconds after which an idle process is ended, except the last two. @default 30000 */
  readonly idleMilliseconds?: number;
  /** Maximum number of calls that wait for a process; further calls are refused. @default 10000 */
  readonly maxQueued?: number;
  /** Called with every line that the handler writes. @default - lines are dropped */
  readonly onLog?: (line: FunctionLogLine) => void;
}

interface Call extends WaitingCall {
  readonly event: string;
  readonly settle: (outcome: InvocationOutcome) => void;
  /** Stops listening for the caller's end, when the call leaves the queue. */
  readonly begin: () => void;
  /** Whether the call was repeated because its process ended first. Once only: a handler can fake that exit code. */
  again: boolean;
}

/** Maximum number of processes that start at once: starting needs a processor, as do the calls that run. */
const STARTING = Math.max(2, availableParallelism());
/**
 * Milliseconds that a call waits before a further process is started for it: as long as the last process took to start,
 * within these bounds. Starting a process takes as much processor time as some hundred calls of a fast handler.
 */
const PATIENCE = { least: 50, most: 250 } as const;
/**
 * Number of running calls from which a new call waits for one of them to end: one for each processor, except one for
 * the clients. A process with many calls is several times as fast as a new process, whose code V8 has not optimized.
 */
const TOGETHER = Math.max(1, availableParallelism() - 1);
/** Maximum milliseconds of that wait. It is shorter if calls took less on average, and is skipped if they took more. */
const MOMENT = 8;
/** Milliseconds after which a call counts as slow: the order of waiting calls changes, and processes are kept free. */
const SLOW_MILLISECONDS = 250;

/**
 * Calls a function's handler as Lambda does: each process runs one event at a time and is kept for further calls, and a
 * handler that hangs, crashes, exits or uses too much memory affects only its own call. There are as many processes as
 * calls need, up to a limit; processes that stay idle for a while are ended.
 *
 * A waiting call is run by the next process that is started or becomes idle, and a further process is started when a
 * call has waited for a while: calls that are answered at once need only a few processes, even if many arrive together
 * or many others hang. See {@link CallQueue} for the order. Calls that may hang do not use the last two idle processes,
 * and processes for them start one at a time.
 *
 * Differs from Lambda: after 5 seconds the process is ended, whereas in Lambda the function continues to run.
 * @example
 * const invoker = new Invoker({ ...settings, timeoutSeconds: 3 });
 * const outcome = await invoker.invoke({ protocols: ["tls", "mqtt"] });
 * await invoker.close();
 */
export class Invoker {
  private readonly processes = new Set<FunctionProcess>();
  private readonly idle: IdleProcesses;
  private readonly history = new CallerHistory();
  private readonly queue = new CallQueue<Call>(this.history);
  private readonly limitMilliseconds: number;
  private readonly concurrency: number;
  private running = 0;
  private starting = 0;
  private patience: number = PATIENCE.least;
  private outOfPatience: NodeJS.Timeout | undefined;
  /** Moving average of the duration of calls, milliseconds. */
  private usual = 0;
  private endOfMoment: NodeJS.Timeout | undefined;
  private closed = false;
  private onDrained: (() => void) | undefined;

  constructor(private readonly options: InvokerOptions) {
    const limit = options.limitMilliseconds ?? LIMITS.functionTimeoutSeconds * 1000;
    this.limitMilliseconds = Math.min(limit, options.timeoutSeconds * 1000);
    this.concurrency = options.concurrency ?? defaultConcurrency();
    this.idle = new IdleProcesses(options.idleMilliseconds ?? 30_000, (child) => void this.processes.delete(child));
  }

  /**
   * Calls the handler. Never rejects: every failure is an outcome, such as `Lambda.TooManyRequestsException`.
   *
   * @param signal ends the wait for a process; the outcome is then `Client.Aborted`
   */
  async invoke(event: unknown, { signal }: { readonly signal?: Gone } = {}): Promise<InvocationOutcome> {
    const { maxQueued = 10_000, reservedConcurrency = Number.POSITIVE_INFINITY } = this.options;
    if (this.closed) {
      return failed("Lambda.ResourceNotFoundException", "The function was removed");
    }
    if (signal?.aborted) {
      return failed("Client.Aborted", "The caller went away");
    }
    if (this.running + this.queue.length >= reservedConcurrency) {
      const reserved = `the function's reserved concurrency of ${reservedConcurrency} is used up`;
      return failed("Lambda.TooManyRequestsException", `Rate Exceeded: ${reserved}`);
    }
    if (this.queue.length - this.starting >= maxQueued) {
      return failed("Lambda.TooManyRequestsException", `Rate Exceeded: ${maxQueued} calls are waiting`);
    }
    return new Promise((resolve) => {
      const call: Call = {
        caller: callerOf(event),
        since: performance.now(),
        event: JSON.stringify(event),
        settle: resolve,
        begin: () => signal?.removeEventListener("abort", abort),
        again: false,
      };
      const abort = () => {
        this.queue.remove(call);
        resolve(failed("Client.Aborted", "The caller went away"));
        this.next();
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.queue.add(call);
      this.next();
    });
  }

  /** Accepts no more calls, waits until running and waiting calls have ended, then ends all processes. */
  async retire(): Promise<void> {
    this.closed = true;
    if (this.running + this.queue.length > 0) {
      await new Promise<void>((resolve) => {
        this.onDrained = resolve;
      });
    }
    await this.close();
  }

  /** Ends all processes now; running and waiting calls fail. */
  async close(): Promise<void> {
    this.closed = true;
    for (const call of this.queue.clear()) {
      call.begin();
      call.settle(failed("Lambda.ResourceNotFoundException", "The function was removed"));
    }
    this.idle.stop();
    clearTimeout(this.outOfPatience);
    clearTimeout(this.endOfMoment);
    await Promise.all([...this.processes].map((child) => child.kill()));
  }

  /**
   * Runs waiting calls in idle processes, and starts processes for the others.
   * @param afterAnswers whether all answers that have arrived have been read
   */
  private next(afterAnswers = false): void {
    const kept = Math.min(KEPT, this.concurrency - 1);
    while (this.queue.length > 0 && !this.waitsAMoment(afterAnswers)) {
      const free = this.idle.take();
      if (free === undefined) break;
      const call = this.queue.take(this.idle.length >= kept, performance.now());
      if (call === undefined) {
        this.idle.add(free);
        break;
      }
      void this.run(call, free);
    }
    this.startProcesses(kept);
    if (this.running + this.queue.length === 0) this.onDrained?.();
  }

  /**
   * Whether the oldest waiting call should wait for a running call to end. Checks again when that time is over and all
   * answers that have arrived have been read: while the stand-in is busy, unread answers make processes look occupied.
   */
  private waitsAMoment(afterAnswers: boolean): boolean {
    const { since } = this.queue;
    if (since === undefined || this.running < TOGETHER || this.usual > MOMENT || !this.history.isQuiet) return false;
    const rest = since + Math.min(MOMENT, 1 + 2 * this.usual) - performance.now();
    if (rest <= 0 && afterAnswers) return false;
    this.endOfMoment ??= setTimeout(() => {
      // In Node.js's event loop timers run before reads, and setImmediate runs after them.
      setImmediate(() => {
        this.endOfMoment = undefined;
        this.next(true);
      });
    }, rest);
    return true;
  }

  private startProcesses(kept: number): void {
    // The waiting call will use the idle process when its wait is over.
    if (this.endOfMoment !== undefined && this.idle.length > 0) return;
    // If a process is idle, all waiting calls may hang.
    const atOnce = this.idle.length > 0 ? 1 : STARTING;
    const spare = this.history.isSlow && !this.closed ? Math.max(0, kept - this.idle.length) : 0;
    while (
      this.processes.size < this.concurrency &&
      this.starting < Math.min(atOnce, this.unserved() + spare) &&
      this.startProcess()
    );
  }

  /** Number of waiting calls that need a further process. Checks again when the oldest call has waited long enough. */
  private unserved(): number {
    const { since } = this.queue;
    if (since === undefined) return 0;
    if (this.processes.size === 0) return 1;
    const rest = since + this.patience - performance.now();
    if (rest <= 0) return this.queue.length;
    this.outOfPatience ??= setTimeout(() => {
      this.outOfPatience = undefined;
      this.next();
    }, rest);
    return 0;
  }

  /** Starts a process; if that fails, a waiting call fails. @returns whether another process can be tried */
  private startProcess(): boolean {
    const born = performance.now();
    let child: FunctionProcess;
    try {
      child = new FunctionProcess({ ...this.options, onLog: this.options.onLog ?? (() => {}) });
    } catch (error) {
      const call = this.queue.take(true, born);
      call?.begin();
      call?.settle(failed("Runtime.StartError", (error as Error).message));
      return call !== undefined;
    }
    this.processes.add(child);
    this.starting += 1;
    void child.ready.then(() => {
      this.starting -= 1;
      this.patience = Math.min(PATIENCE.most, Math.max(PATIENCE.least, performance.now() - born));
      this.free({ child, born, since: born, calls: 0 });
      this.next();
    });
    return true;
  }

  private free(member: Member): void {
    if (member.child.usable) {
      member.since = performance.now();
      this.idle.add(member);
    } else {
      this.processes.delete(member.child);
      void member.child.kill();
    }
  }

  private async run(call: Call, member: Member): Promise<void> {
    const { caller, since, event } = call;
    const { child, born, calls } = member;
    call.begin();
    this.running += 1;
    // The start of a process does not count as waiting, as in Lambda.
    const waitedMilliseconds = Math.max(0, Math.floor((calls > 0 ? performance.now() : born) - since));
    member.calls += 1;
    let slow: { readonly end: () => void } | undefined;
    const timer = setTimeout(() => {
      slow = this.history.begin(caller);
      this.next();
    }, SLOW_MILLISECONDS);
    const outcome = await child.run({
      requestId: randomUUID(),
      event,
      limitMilliseconds: this.limitMilliseconds,
      timeoutMilliseconds: this.options.timeoutSeconds * 1000,
    });
    clearTimeout(timer);
    slow?.end();
    this.usual += (outcome.milliseconds - this.usual) / 8;
    this.running -= 1;
    this.free(member);
    if (!outcome.ok && outcome.notBegun && !call.again && !this.closed) {
      call.again = true;
      this.queue.putBack(call);
    } else {
      this.history.ended(caller, !outcome.ok && outcome.errorType === "Sandbox.Timedout");
      call.settle(waitedMilliseconds > 0 ? { waitedMilliseconds, ...outcome } : outcome);
    }
    this.next();
  }
}
