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

/** How calls of one function are run. */
export interface InvokerOptions extends Omit<FunctionProcessSettings, "onLog"> {
  /** Lambda's own time-out, in seconds. */
  readonly timeoutSeconds: number;
  /**
   * Milliseconds from dispatch after which a call is given up; Lambda's own time-out counts if it is shorter.
   * @default 5000, as AWS IoT Core
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html
   */
  readonly limitMilliseconds?: number;
  /** Calls running at once, each in a process of its own; more wait. @default {@link defaultConcurrency}: half of the memory */
  readonly concurrency?: number;
  /**
   * Calls running or waiting at once; more are refused, as Lambda refuses what exceeds a function's reserved concurrency. 0 refuses all.
   * @default - none is refused for that
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly reservedConcurrency?: number;
  /** Milliseconds after which a process that had nothing to do is ended, but for two. @default 30000 */
  readonly idleMilliseconds?: number;
  /** Calls waiting for a process before more are refused. @default 10000 */
  readonly maxQueued?: number;
  /** Gets every line the handler writes. @default - lines are dropped */
  readonly onLog?: (line: FunctionLogLine) => void;
}

interface Call extends WaitingCall {
  readonly event: string;
  readonly settle: (outcome: InvocationOutcome) => void;
  /** No longer to be called off. */
  readonly begin: () => void;
  /** Whether a process died under it before the handler saw it. Once more only: a handler may choose the exit code that says so. */
  again: boolean;
}

/** Processes that start at once: starting is work for a processor, and the calls that wait are served by those that are there, too. */
const STARTING = Math.max(2, availableParallelism());
/**
 * Milliseconds that a call waits before a process is started for it beside those that there are: as long as the last one took to start, but
 * within this. Starting one takes as much of a processor as some hundred calls of a handler that answers at once.
 */
const PATIENCE = { least: 50, most: 250 } as const;
/**
 * Calls that run at once while those that follow wait a moment for one of them to end: there is a processor for each, and one is left for the
 * clients. A process that had many calls answers several times as fast as one that had few, whose code is not compiled yet.
 */
const TOGETHER = Math.max(1, availableParallelism() - 1);
/** Milliseconds that a call waits for that at most; and no longer than calls took lately, on average, or it would gain nothing. */
const MOMENT = 8;
/** Milliseconds after which a call is one that takes long: what waits is then served in another order, and processes are kept free. */
const SLOW_MILLISECONDS = 250;

/**
 * Calls a function's handler as Lambda does: one event at a time in each process, processes kept for further calls, and a hanging,
 * crashing, exiting or memory-eating handler costs no call but its own. There are as many processes as calls need, up to a limit; those that
 * have nothing to do for a while are ended.
 *
 * A process takes a call that waits when it has been started or is free again, whichever is first, and one more is started when a call has
 * waited for a while: calls that are answered at once need a few processes only, however many come together and however many others hang. See {@link CallQueue} for the order. Calls that may hang take no process of the last two that are
 * free, and let processes start for them one at a time.
 *
 * Differs from Lambda: after 5 seconds the process is ended, where Lambda would let the function run on unheard.
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
  /** Milliseconds that calls took lately, on average. */
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
   * Calls the handler. Never rejects: every failure is an outcome, one call too many (`Lambda.TooManyRequestsException`) included.
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

  /** Takes no more calls, lets those that are running or waiting end (5 seconds each at most), then ends all processes. */
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
   * Lets calls that wait begin, and starts processes for the others.
   * @param afterAnswers whether the answers that had come by now have been read
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
   * Whether the first call that waits had better go on waiting for one of those that run. Looks again when it should not any longer, after what
   * has come was read: while this process is busy, answers wait to be read, and another process would be taken for nothing.
   */
  private waitsAMoment(afterAnswers: boolean): boolean {
    const { since } = this.queue;
    if (since === undefined || this.running < TOGETHER || this.usual > MOMENT || !this.history.isQuiet) return false;
    const rest = since + Math.min(MOMENT, 1 + 2 * this.usual) - performance.now();
    if (rest <= 0 && afterAnswers) return false;
    this.endOfMoment ??= setTimeout(() => {
      // Timers come before what can be read, and this comes after it.
      setImmediate(() => {
        this.endOfMoment = undefined;
        this.next(true);
      });
    }, rest);
    return true;
  }

  private startProcesses(kept: number): void {
    // What waits takes the one that is free when the moment is over.
    if (this.endOfMoment !== undefined && this.idle.length > 0) return;
    // Where one is free, all that wait may hang.
    const atOnce = this.idle.length > 0 ? 1 : STARTING;
    const spare = this.history.isSlow && !this.closed ? Math.max(0, kept - this.idle.length) : 0;
    while (
      this.processes.size < this.concurrency &&
      this.starting < Math.min(atOnce, this.unserved() + spare) &&
      this.startProcess()
    );
  }

  /** How many calls wait that need processes of their own. Looks again when the first of them has waited for long enough. */
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

  /** @returns whether to go on: a call that waits fails if no process can be started */
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
    // How long a process takes to start is no wait: Lambda does not count it either.
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
      call.settle({ ...outcome, ...(waitedMilliseconds > 0 && { waitedMilliseconds }) });
    }
    this.next();
  }
}
