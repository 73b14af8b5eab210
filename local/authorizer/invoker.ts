import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { LIMITS } from "../../lambda/contract";
import { defaultConcurrency } from "./default-concurrency";
import { FunctionProcess, type FunctionProcessSettings } from "./function-process";
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

interface QueuedCall {
  readonly event: string;
  readonly start: (outcome: InvocationOutcome | Promise<InvocationOutcome>) => void;
}

/** Processes that are kept, however long they have nothing to do. */
const KEPT = 2;
/** Processes that start at once: starting is work for a processor, and the calls that wait are served by those that are there, too. */
const STARTING = Math.max(2, availableParallelism());

/**
 * Calls a function's handler as Lambda does: one event at a time in each process, processes kept for further calls, and a hanging,
 * crashing, exiting or memory-eating handler costs no call but its own. There are as many processes as calls need, up to a limit; those that
 * have nothing to do for a while are ended.
 *
 * Differs from Lambda: after 5 seconds the process is ended, where Lambda would let the function run on unheard.
 * @example
 * const invoker = new Invoker({ ...settings, timeoutSeconds: 3 });
 * const outcome = await invoker.invoke({ protocols: ["tls", "mqtt"] });
 * await invoker.close();
 */
export class Invoker {
  private readonly processes = new Set<FunctionProcess>();
  /** Those that have nothing to do, since when, the longest first. */
  private readonly idle: { readonly child: FunctionProcess; readonly since: number }[] = [];
  private readonly queue: QueuedCall[] = [];
  private readonly limitMilliseconds: number;
  private readonly concurrency: number;
  private running = 0;
  private starting = 0;
  private recycling: NodeJS.Timeout | undefined;
  private closed = false;
  private onDrained: (() => void) | undefined;

  constructor(private readonly options: InvokerOptions) {
    const limit = options.limitMilliseconds ?? LIMITS.functionTimeoutSeconds * 1000;
    this.limitMilliseconds = Math.min(limit, options.timeoutSeconds * 1000);
    this.concurrency = options.concurrency ?? defaultConcurrency();
  }

  /**
   * Calls the handler. Never rejects: every failure is an outcome, one call too many (`Lambda.TooManyRequestsException`) included.
   *
   * @param signal ends the wait for a process; the outcome is then `Client.Aborted`
   */
  async invoke(event: unknown, { signal }: { readonly signal?: AbortSignal } = {}): Promise<InvocationOutcome> {
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
    const text = JSON.stringify(event);
    if (this.hasProcess) {
      return this.dispatch(text);
    }
    if (this.queue.length >= maxQueued) {
      return failed("Lambda.TooManyRequestsException", `Rate Exceeded: ${maxQueued} calls are waiting`);
    }
    const since = performance.now();
    return new Promise((resolve) => {
      const queued: QueuedCall = {
        event: text,
        start: (outcome) => {
          signal?.removeEventListener("abort", abort);
          const waitedMilliseconds = performance.now() - since;
          resolve(Promise.resolve(outcome).then((settled) => ({ ...settled, waitedMilliseconds })));
        },
      };
      const abort = () => {
        this.queue.splice(this.queue.indexOf(queued), 1);
        resolve(failed("Client.Aborted", "The caller went away"));
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.queue.push(queued);
    });
  }

  /** Takes no more calls, lets those that are running or waiting end (5 seconds each at most), then ends all processes. */
  async retire(): Promise<void> {
    this.closed = true;
    if (this.running > 0) {
      await new Promise<void>((resolve) => {
        this.onDrained = resolve;
      });
    }
    await this.close();
  }

  /** Ends all processes now; running and waiting calls fail. */
  async close(): Promise<void> {
    this.closed = true;
    for (const queued of this.queue.splice(0)) {
      queued.start(failed("Lambda.ResourceNotFoundException", "The function was removed"));
    }
    clearInterval(this.recycling);
    await Promise.all([...this.processes].map((child) => child.kill()));
  }

  /** Whether there is a process for one more call, or may be. */
  private get hasProcess(): boolean {
    return this.idle.length > 0 || (this.running < this.concurrency && this.starting < STARTING);
  }

  private async dispatch(event: string): Promise<InvocationOutcome> {
    this.running += 1;
    let outcome = await this.run(event);
    // Once more only: a handler may choose the exit code that says so.
    if (!outcome.ok && outcome.notBegun && !this.closed) outcome = await this.run(event);
    this.running -= 1;
    this.next();
    return outcome;
  }

  private async run(event: string): Promise<InvocationOutcome> {
    let child: FunctionProcess;
    try {
      child = this.takeProcess();
    } catch (error) {
      return failed("Runtime.StartError", (error as Error).message);
    }
    const outcome = await child.run({
      requestId: randomUUID(),
      event,
      limitMilliseconds: this.limitMilliseconds,
      timeoutMilliseconds: this.options.timeoutSeconds * 1000,
    });
    if (child.usable) {
      this.idle.push({ child, since: performance.now() });
      this.recycle();
    } else {
      this.processes.delete(child);
      void child.kill();
    }
    return outcome;
  }

  /** Lets calls that wait begin. */
  private next(): void {
    while (this.queue.length > 0 && this.hasProcess) {
      const queued = this.queue.shift();
      queued?.start(this.dispatch(queued.event));
    }
    if (this.running === 0) this.onDrained?.();
  }

  private takeProcess(): FunctionProcess {
    for (let free = this.idle.pop(); free !== undefined; free = this.idle.pop()) {
      if (free.child.usable) {
        return free.child;
      }
      this.processes.delete(free.child);
    }
    const child = new FunctionProcess({ ...this.options, onLog: this.options.onLog ?? (() => {}) });
    this.processes.add(child);
    this.starting += 1;
    void child.ready.then(() => {
      this.starting -= 1;
      if (!this.closed || this.running > 0) this.next();
    });
    return child;
  }

  /** Ends processes that have had nothing to do for long. */
  private recycle(): void {
    const { idleMilliseconds = 30_000 } = this.options;
    this.recycling ??= setInterval(() => {
      const old = performance.now() - idleMilliseconds;
      while (this.idle.length > KEPT && (this.idle[0]?.since ?? old) < old) {
        const child = this.idle.shift()?.child;
        if (child === undefined) break;
        this.processes.delete(child);
        void child.kill();
      }
      if (this.idle.length > KEPT) return;
      clearInterval(this.recycling);
      this.recycling = undefined;
    }, idleMilliseconds / 2).unref();
  }
}
