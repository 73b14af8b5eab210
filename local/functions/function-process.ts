import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import type { Duplex, Readable } from "node:stream";
import { type Answer, FunctionChannel } from "./function-channel";
import type { FunctionLogLine, InvocationOutcome } from "./invocation";
import { OutputLines } from "./output-lines";
import { type Watch, watchProcess } from "./runtime/watch-process";

/** The function that a process runs, and its environment. */
export interface FunctionProcessSettings {
  readonly functionName: string;
  readonly functionArn: string;
  /** Folder with the unpacked code; also the process's working folder. */
  readonly directory: string;
  /** MiB. */
  readonly memorySize: number;
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLog: (line: FunctionLogLine) => void;
}

/** One event for the handler. */
export interface FunctionCall {
  readonly requestId: string;
  /** The event as JSON. */
  readonly event: string;
  /** Milliseconds after which the process is ended. */
  readonly limitMilliseconds: number;
  /**
   * Milliseconds that the handler's context reports as remaining: Lambda's time-out, which may be longer than
   * `limitMilliseconds`.
   */
  readonly timeoutMilliseconds: number;
}

type Result =
  | { readonly payload: unknown }
  | { readonly errorType: string; readonly errorMessage: string; readonly notBegun?: true };

/** Exit code of a process that failed while it had no call; see `runtime/main.cjs`. */
const DIED_BETWEEN_CALLS = 150;

const PROGRAM = path.join(__dirname, "runtime", "main.cjs");
/**
 * Milliseconds to wait for a call's next lines. They were written before the answer, so only a broken pipe takes that
 * long.
 */
const OUTPUT_MILLISECONDS = 50;
/**
 * Milliseconds after which a process counts as started although it is still loading the handler, so that others can be
 * started.
 */
const START_MILLISECONDS = 1000;
const EVERYTHING = { stdout: Number.POSITIVE_INFINITY, stderr: Number.POSITIVE_INFINITY };

/**
 * A process that runs a function's handler and answers one event at a time.
 *
 * It is a process and not a worker thread: if a large allocation fails in a worker thread, V8 ends the whole process,
 * whatever the thread's `resourceLimits` (a `Map` or an array that grows without end is enough). That would end the
 * stand-in and disconnect all clients.
 * @example
 * const child = new FunctionProcess(settings);
 * const outcome = await child.run({ requestId, event: "{}", limitMilliseconds: 5_000, timeoutMilliseconds: 5_000 });
 * await child.kill();
 */
export class FunctionProcess {
  /** Resolves when loading the handler has succeeded, has failed, or has taken a second. */
  readonly ready: Promise<void>;
  private readonly child: ChildProcess;
  private readonly channel: FunctionChannel;
  private readonly exited: Promise<void>;
  private readonly outputs: { readonly stdout: OutputLines; readonly stderr: OutputLines };
  private current: RunningCall | undefined;
  private alive = true;
  private readonly watch: Watch | undefined;
  private started: () => void = () => {};

  constructor(private readonly settings: FunctionProcessSettings) {
    this.ready = new Promise((resolve) => {
      const timer = setTimeout(resolve, START_MILLISECONDS).unref();
      this.started = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.child = spawn(process.execPath, [`--max-old-space-size=${settings.memorySize}`, PROGRAM], {
      cwd: settings.directory,
      env: { ...settings.environment },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    this.outputs = { stdout: this.lines("stdout"), stderr: this.lines("stderr") };
    this.channel = new FunctionChannel(
      this.child.stdio[3] as Duplex,
      (answer) => void this.answered(answer),
      () => this.started(),
      () => this.broken(),
    );
    this.channel.begin(this.context());
    const { pid } = this.child;
    if (pid !== undefined) this.watch = watchProcess(pid, settings.memorySize, () => this.tooMuchMemory());
    this.watch?.begin();
    void this.ready.then(() => this.watch?.end());
    this.exited = new Promise((resolve) => {
      this.child.once("exit", (code, signal) => {
        resolve();
        this.started();
        this.watch?.gone();
        const how = signal === null ? `exit status ${code}` : `signal: ${SIGNALS[signal] ?? signal}`;
        // An answer that the process sent before it ended still counts.
        void this.channel.drained().then(() => this.ended(how, code === DIED_BETWEEN_CALLS));
      });
      this.child.once("error", (error) => {
        resolve();
        this.started();
        void this.ended(error.message);
      });
    });
  }

  /** Whether the process can run another call. */
  get usable(): boolean {
    return this.alive;
  }

  /**
   * Calls the handler. The time limit begins when the handler has been loaded, since the start of Node.js on this
   * computer says nothing about AWS. Never rejects. Must not be called while another call runs.
   */
  run(call: FunctionCall): Promise<InvocationOutcome> {
    const { requestId, limitMilliseconds } = call;
    const started = performance.now();
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const current: RunningCall = {
        requestId,
        settled: false,
        settle: (result) => {
          this.current = undefined;
          this.watch?.end();
          const common = { requestId, milliseconds: performance.now() - started };
          resolve("payload" in result ? { ok: true, ...common, ...result } : { ok: false, ...common, ...result });
        },
        stopTimer: () => clearTimeout(timer),
      };
      this.current = current;
      this.watch?.begin();
      void this.ready.then(() => {
        if (current.settled) return;
        timer = setTimeout(() => void this.timedOut(call), limitMilliseconds);
        this.channel.send(requestId, call.event, Date.now() + call.timeoutMilliseconds);
      });
    });
  }

  /** Ends the process at once, even in an endless loop; a running call fails. */
  kill(): Promise<void> {
    this.alive = false;
    this.child.kill("SIGKILL");
    return this.exited;
  }

  /** The members of Lambda's context object that are the same for all calls. */
  private context() {
    const { functionName, functionArn, memorySize, environment } = this.settings;
    return {
      functionName,
      functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
      invokedFunctionArn: functionArn,
      memoryLimitInMB: String(memorySize),
      logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    };
  }

  private lines(stream: "stdout" | "stderr"): OutputLines {
    return new OutputLines(this.child[stream] as Readable, (line) => this.log(stream, line));
  }

  private log(stream: "stdout" | "stderr", line: string): void {
    const requestId = this.current?.requestId;
    const { functionName, onLog } = this.settings;
    onLog({ functionName, ...(requestId !== undefined && { requestId }), stream, line });
  }

  private tooMuchMemory(): void {
    this.log(
      "stderr",
      `The function needs more than its ${this.settings.memorySize} MB of memory: its process is ended`,
    );
    void this.kill();
  }

  private async answered({ id, error, payload = null, written, fatal }: Answer): Promise<void> {
    // One call runs at a time, and it has one answer.
    if (id !== this.current?.requestId || this.current.settled) return this.broken();
    this.alive &&= fatal !== true;
    await this.settle(error ?? { payload }, written);
  }

  /**
   * The handler wrote into the channel that only the runtime may use, so that real answers cannot be recognized any
   * more.
   */
  private broken(): void {
    void this.ended("it sent data that is not an answer");
    void this.kill();
  }

  private async timedOut({ requestId, limitMilliseconds }: FunctionCall): Promise<void> {
    const seconds = (limitMilliseconds / 1000).toFixed(2);
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
    void this.kill();
    await this.settle({ errorType: "Sandbox.Timedout", errorMessage }, EVERYTHING);
  }

  private async ended(how: string, betweenCalls = false): Promise<void> {
    this.alive = false;
    const errorMessage = `RequestId: ${this.current?.requestId} Error: Runtime exited with error: ${how}`;
    const result = { errorType: "Runtime.ExitError", errorMessage, ...(betweenCalls && { notBegun: true as const }) };
    await this.settle(result, EVERYTHING);
  }

  /** Settles the call with its first result, after its last lines have been read. Later results are ignored. */
  private async settle(result: Result, written: Answer["written"]): Promise<void> {
    const { current } = this;
    if (current === undefined || current.settled) {
      return;
    }
    current.settled = true;
    current.stopTimer();
    const stdout = this.outputs.stdout.received(written.stdout, OUTPUT_MILLISECONDS);
    const stderr = this.outputs.stderr.received(written.stderr, OUTPUT_MILLISECONDS);
    if (stdout || stderr) await Promise.all([stdout, stderr]);
    current.settle(result);
  }
}

interface RunningCall {
  readonly requestId: string;
  settled: boolean;
  readonly settle: (result: Result) => void;
  readonly stopTimer: () => void;
}

/** Lambda's names of signals. `killed` and `aborted` usually mean that the function needed more memory than it has. */
const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: "aborted",
  SIGKILL: "killed",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};
