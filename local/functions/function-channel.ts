import type { Duplex } from "node:stream";

/** The answer of a function's process to one call. */
export interface Answer {
  readonly id: string;
  readonly payload?: unknown;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
  /** Bytes that the process has written so far. */
  readonly written: { readonly stdout: number; readonly stderr: number };
  /** The process ends itself after this answer. */
  readonly fatal?: true;
}

/** Maximum length of a line: Lambda's largest answer, 6 MiB, and the JSON around it. */
const MAX_LINE_CHARACTERS = 7 * 1024 * 1024;
/** The line that a process sends once, when the handler has been loaded. */
const READY = '{"ready":true}';
/**
 * Milliseconds to wait for the last answer of a process that has ended. The answer was written before, so only a broken
 * pipe takes that long.
 */
const LAST_MILLISECONDS = 50;

/**
 * The stand-in's side of the channel to a function's process: a line of JSON for each call, and a line for each answer.
 * The other side is `runtime/channel.cjs`.
 *
 * It is a pipe with lines and not Node.js's own channel (`process.send`), which encodes JSON texts as JSON again, twice
 * for each call. Besides, if a handler wrote something other than JSON into that channel, the reading process, which is
 * the stand-in with all its clients, would end.
 */
export class FunctionChannel {
  private rest = "";
  private readonly closed: Promise<void>;

  /**
   * @param onReady called when loading the handler has succeeded or failed
   * @param onBroken called when the process sent something that is not an answer; after that nothing is read
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
    // The "exit" event of the process reports its end.
    pipe.on("error", () => {});
    this.closed = new Promise((resolve) => pipe.once("close", resolve));
  }

  /** Sends the settings that are the same for all calls. Must be called once, before the first call. */
  begin(settings: object): void {
    this.pipe.write(`${JSON.stringify(settings)}\n`);
  }

  /**
   * Sends a call.
   * @param event the event as JSON
   * @param deadline milliseconds since 1970
   */
  send(id: string, event: string, deadline: number): void {
    this.pipe.write(`{"id":${JSON.stringify(id)},"deadline":${deadline},"event":${event}}\n`);
  }

  /** Resolves when everything that a process sent before it ended has been read. */
  async drained(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_MILLISECONDS);
    });
    await Promise.race([this.closed, late]);
    clearTimeout(timer);
  }

  /** Yields the lines that this chunk completes; `undefined` for a line that is too long. */
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

/** Reads a line as an answer; undefined if it is not one, since handlers can write anything into the channel. */
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
