import type { Duplex } from "node:stream";

/** What a function's process sends back for one call. */
export interface Answer {
  readonly id: string;
  readonly payload?: unknown;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
  /** Bytes written so far. */
  readonly written: { readonly stdout: number; readonly stderr: number };
  /** The process ends itself after this. */
  readonly fatal?: true;
}

/** Lambda's largest answer is 6 MiB; some room for what stands around it. */
const MAX_LINE_CHARACTERS = 7 * 1024 * 1024;
/** What a process says once. */
const READY = '{"ready":true}';
/** How long to wait for the last answer of a process that has ended. It has been written by then, so this is for lost pipes only. */
const LAST_MILLISECONDS = 50;

/**
 * This side of the channel to a function's process: a line of JSON for each call, and one for each answer. The other side is
 * `runtime/channel.cjs`.
 *
 * A pipe with lines, not Node.js's own channel (`process.send`): that one wraps texts of JSON into JSON again, twice for each call, and what
 * a handler writes into it that is no JSON ends the process that reads it, which is the stand-in with all its clients.
 */
export class FunctionChannel {
  private rest = "";
  private readonly closed: Promise<void>;

  /**
   * @param onReady told when the handler has been loaded, or cannot be
   * @param onBroken told when something else came than an answer; nothing is read any more
   */
  constructor(
    private readonly pipe: Duplex,
    onAnswer: (answer: Answer) => void,
    onReady: () => void,
    onBroken: () => void,
  ) {
    pipe.setEncoding("utf8");
    pipe.on("data", (chunk: string) => {
      for (const line of this.linesOf(chunk)) {
        if (line === READY) {
          onReady();
          continue;
        }
        const answer = line === undefined ? undefined : readAnswer(line);
        if (answer === undefined) {
          pipe.destroy();
          onBroken();
          return;
        }
        onAnswer(answer);
      }
    });
    // A process that is gone is reported by its "exit" event.
    pipe.on("error", () => {});
    this.closed = new Promise((resolve) => pipe.once("close", resolve));
  }

  /** Sends what stays the same for all calls. To be called once, before the first call. */
  begin(settings: object): void {
    this.pipe.write(`${JSON.stringify(settings)}\n`);
  }

  /**
   * Sends a call.
   * @param event JSON
   * @param deadline milliseconds since 1970
   */
  send(id: string, event: string, deadline: number): void {
    this.pipe.write(`{"id":${JSON.stringify(id)},"deadline":${deadline},"event":${event}}\n`);
  }

  /** Resolves when all that the process ever sent has been read. For a process that has ended. */
  async drained(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_MILLISECONDS);
    });
    await Promise.race([this.closed, late]);
    clearTimeout(timer);
  }

  /** Lines that are complete with this chunk; `undefined` for one that is too long. */
  private *linesOf(chunk: string): Generator<string | undefined> {
    let begin = 0;
    for (let end = chunk.indexOf("\n"); end !== -1; end = chunk.indexOf("\n", begin)) {
      const line = this.rest + chunk.slice(begin, end);
      this.rest = "";
      begin = end + 1;
      yield line;
    }
    this.rest += chunk.slice(begin);
    if (this.rest.length > MAX_LINE_CHARACTERS) yield undefined;
  }
}

/** Handlers can write into the channel what they like. */
function readAnswer(line: string): Answer | undefined {
  try {
    const answer = JSON.parse(line) as Answer;
    const { written, error } = answer;
    const whole =
      typeof answer.id === "string" &&
      Number.isFinite(written.stdout) &&
      Number.isFinite(written.stderr) &&
      (error === undefined || (typeof error.errorType === "string" && typeof error.errorMessage === "string"));
    return whole ? answer : undefined;
  } catch {
    return undefined;
  }
}
