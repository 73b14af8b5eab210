import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Longer lines are cut into pieces of this many characters. */
const MAX_LINE_CHARACTERS = 65_536;
/**
 * Maximum number of characters that are passed on for one call, so that a handler that logs without end does not keep
 * the stand-in busy.
 */
const MAX_CALL_CHARACTERS = 1_048_576;

/**
 * Splits the output of a process into lines, and reports when a given number of bytes has arrived.
 * @example
 * const output = new OutputLines(child.stdout, (line) => console.log(line));
 * await output.received(42, 50);
 */
export class OutputLines {
  private readonly decoder = new StringDecoder("utf8");
  private bytes = 0;
  /**
   * Bytes before this position belong to calls that have ended without waiting for them. They are not passed on as
   * lines of the next call.
   */
  private overUntil = 0;
  private pending = "";
  private passedOn = 0;
  private ended = false;
  private waiting: { readonly bytes: number; readonly resolve: () => void; readonly goOn: () => void } | undefined;

  constructor(
    stream: Readable,
    private readonly onLine: (line: string) => void,
  ) {
    stream.on("data", (chunk: Buffer) => this.take(chunk));
    stream.on("error", () => {});
    stream.on("close", () => {
      this.ended = true;
      this.waiting?.resolve();
    });
  }

  /**
   * Ends a call: resolves when the first `bytes` bytes of the process have arrived, when its output has ended, or after
   * `milliseconds` without output that is passed on. Text without a line end then counts as a line.
   * @returns undefined if there is nothing to wait for, as after most calls
   */
  received(bytes: number, milliseconds: number): Promise<void> | undefined {
    if (this.bytes < bytes && !this.ended) {
      return this.arrival(bytes, milliseconds).then(() => {
        this.waiting = undefined;
        this.overUntil = bytes;
        this.endCall();
      });
    }
    this.endCall();
    return undefined;
  }

  private arrival(bytes: number, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.waiting = {
        bytes,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
        goOn: () => void timer.refresh(),
      };
    });
  }

  private endCall(): void {
    if (this.pending !== "") {
      this.pass(this.pending);
      this.pending = "";
    }
    this.passedOn = 0;
  }

  private take(all: Buffer): void {
    const late = Math.min(all.length, Math.max(0, this.overUntil - this.bytes));
    this.bytes += all.length;
    if (late > 0) this.waiting?.goOn();
    const chunk = all.subarray(late);
    if (chunk.length === 0) return;
    this.pending += this.decoder.write(chunk);
    const lines = this.pending.split("\n");
    this.pending = lines.pop() ?? "";
    for (const line of lines) {
      this.pass(line.endsWith("\r") ? line.slice(0, -1) : line);
    }
    while (this.pending.length > MAX_LINE_CHARACTERS) {
      this.pass(this.pending.slice(0, MAX_LINE_CHARACTERS));
      this.pending = this.pending.slice(MAX_LINE_CHARACTERS);
    }
    if (this.waiting !== undefined && this.bytes >= this.waiting.bytes) this.waiting.resolve();
    else if (this.passedOn <= MAX_CALL_CHARACTERS) this.waiting?.goOn();
  }

  private pass(line: string): void {
    if (this.passedOn > MAX_CALL_CHARACTERS) {
      return;
    }
    this.passedOn += line.length + 1;
    this.onLine(
      this.passedOn > MAX_CALL_CHARACTERS
        ? `[the rest of this call's output, over ${MAX_CALL_CHARACTERS} characters, is left out]`
        : line,
    );
  }
}
