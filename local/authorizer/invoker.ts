import { randomUUID } from "node:crypto";
import { LIMITS } from "../../lambda/contract";
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
  /** Calls running at once, each in a process of its own. @default 2 */
  readonly concurrency?: number;
  /** Calls waiting for a process before more are refused. @default 10000 */
  readonly maxQueued?: number;
  /** Gets every line the handler writes. @default - lines are dropped */
  readonly onLog?: (line: FunctionLogLine) => void;
}

interface QueuedCall {
  readonly event: string;
  readonly start: (outcome: InvocationOutcome | Promise<InvocationOutcome>) => void;
}

/**
 * Calls a function's handler as Lambda does: one event at a time in each process, processes kept for further calls, and a hanging,
 * crashing, exiting or memory-eating handler costs no call but its own.
 *
 * Differs from Lambda: after 5 seconds the process is ended, where Lambda would let the function run on unheard.
 * @example
 * const invoker = new Invoker({ ...settings, timeoutSeconds: 3 });
 * const outcome = await invoker.invoke({ protocols: ["tls", "mqtt"] });
 * await invoker.close();
 */
export class Invoker {
  private readonly processes = new Set<FunctionProcess>();
  private readonly idle: FunctionProcess[] = [];
  private readonly queue: QueuedCall[] = [];
  private readonly limitMilliseconds: number;
  private running = 0;
  private closed = false;
  private onDrained: (() => void) | undefined;

  constructor(private readonly options: InvokerOptions) {
    const limit = options.limitMilliseconds ?? LIMITS.functionTimeoutSeconds * 1000;
    this.limitMilliseconds = Math.min(limit, options.timeoutSeconds * 1000);
  }

  /**
   * Calls the handler. Never rejects: every failure is an outcome, a full queue (`Lambda.TooManyRequestsException`) included.
   *
   * @param signal ends the wait for a process; the outcome is then `Client.Aborted`
   */
  async invoke(event: unknown, { signal }: { readonly signal?: AbortSignal } = {}): Promise<InvocationOutcome> {
    const { concurrency = 2, maxQueued = 10_000 } = this.options;
    if (this.closed) {
      return failed("Lambda.ResourceNotFoundException", "The function was removed");
    }
    if (signal?.aborted) {
      return failed("Client.Aborted", "The caller went away");
    }
    const text = JSON.stringify(event);
    if (this.running < concurrency) {
      return this.dispatch(text);
    }
    if (this.queue.length >= maxQueued) {
      return failed("Lambda.TooManyRequestsException", `Rate Exceeded: ${maxQueued} calls are waiting`);
    }
    return new Promise((resolve) => {
      const queued: QueuedCall = {
        event: text,
        start: (outcome) => {
          signal?.removeEventListener("abort", abort);
          resolve(outcome);
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
    await Promise.all([...this.processes].map((child) => child.kill()));
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
      this.idle.push(child);
    } else {
      this.processes.delete(child);
      void child.kill();
    }
    return outcome;
  }

  private next(): void {
    const queued = this.queue.shift();
    if (queued !== undefined) {
      queued.start(this.dispatch(queued.event));
    } else if (this.running === 0) {
      this.onDrained?.();
    }
  }

  private takeProcess(): FunctionProcess {
    for (let child = this.idle.pop(); child !== undefined; child = this.idle.pop()) {
      if (child.usable) {
        return child;
      }
      this.processes.delete(child);
    }
    const child = new FunctionProcess({ ...this.options, onLog: this.options.onLog ?? (() => {}) });
    this.processes.add(child);
    return child;
  }
}
