import type { LogSink } from "./sink";

/** How a {@link LogOutput} behaves. */
export interface LogOutputOptions {
  /** How many bytes may wait to be written; further lines are left out. */
  readonly maxBytes: number;
  /** Returns the line that is printed in place of lines that were left out. */
  readonly leftOut: (count: number) => string;
}

/** Size of one write, in bytes. */
const BATCH_BYTES = 64 * 1024;
/** Additional room, in bytes, for the last line, which is printed even if the queue is full. */
const LAST_BYTES = 4096;

/**
 * A queue of lines for a sink, in bounded memory. When it is full, lines are left out and counted until half of the room is free again; then a
 * line says how many were left out.
 * @example
 * const output = new LogOutput(logSink(process.stdout), { maxBytes: 1_000_000, leftOut: (count) => `${count} lines left out` });
 * if (output.open) output.print(expensiveLine());
 * else output.leaveOut();
 * await output.close(500);
 */
export class LogOutput {
  private waiting: string[] = [];
  private bytes = 0;
  private missing = 0;
  private leavingOut = false;
  private writing: Promise<void> | undefined;
  private broken = false;

  constructor(
    private readonly sink: LogSink,
    private readonly options: LogOutputOptions,
  ) {}

  /** Whether lines are printed. If not, they are left out. */
  get open(): boolean {
    return !this.leavingOut && !this.broken;
  }

  /** Prints a line, or counts it if there is no room. @param line Without its newline */
  print(line: string): void {
    if (!this.open) {
      this.leaveOut();
      return;
    }
    this.tellMissing();
    this.push(line);
    this.leavingOut = this.bytes > this.options.maxBytes;
  }

  /** Counts lines that are not printed. */
  leaveOut(count = 1): void {
    this.missing += count;
    this.pump();
  }

  /**
   * Prints a last line, even if the queue is full, and waits for the sink.
   * @returns Whether all lines were written in this time, or nothing can be written any more
   */
  async close(milliseconds: number, last?: string): Promise<boolean> {
    this.tellMissing();
    if (last !== undefined && this.bytes < this.options.maxBytes + LAST_BYTES) this.push(last);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([this.writing, late]);
    clearTimeout(timer);
    return this.broken || this.writing === undefined;
  }

  private tellMissing(): void {
    if (this.missing === 0) return;
    const { missing } = this;
    this.missing = 0;
    this.push(this.options.leftOut(missing));
  }

  private push(line: string): void {
    if (this.broken) return;
    this.waiting.push(line);
    this.bytes += line.length + 1;
    this.pump();
  }

  private pump(): void {
    if (this.broken) return;
    this.writing ??= this.writeAll().finally(() => {
      this.writing = undefined;
    });
  }

  private async writeAll(): Promise<void> {
    // Lines that are printed in the same turn of the event loop are written together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0 || (this.missing > 0 && !this.leavingOut)) {
      if (this.waiting.length === 0) this.tellMissing();
      const batch = this.takeBatch();
      if (!(await this.sink.write(Buffer.from(batch)))) {
        this.broken = true;
        this.waiting = [];
        this.bytes = 0;
        return;
      }
      this.bytes -= batch.length;
      if (this.bytes <= this.options.maxBytes / 2) this.leavingOut = false;
    }
  }

  private takeBatch(): string {
    let [count, length] = [0, 0];
    while (count < this.waiting.length && length < BATCH_BYTES) length += (this.waiting[count++]?.length ?? 0) + 1;
    return `${this.waiting.splice(0, count).join("\n")}\n`;
  }
}
