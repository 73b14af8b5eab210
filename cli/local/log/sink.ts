import { constants, fstatSync, openSync, write, writeSync } from "node:fs";
import type { Writable } from "node:stream";
import type { MaybeTerminal } from "../../io";

/** The destination of the live log. */
export interface LogSink {
  /**
   * Writes all bytes without blocking the process, however long it takes. Only one write may be pending.
   * @returns `false` if nothing can be written any more, as to a closed pipe
   */
  write(bytes: Buffer): Promise<boolean>;
}

/** Milliseconds before the next attempt, for a blocked terminal and for a full disk. */
const [TERMINAL_AGAIN, FILE_AGAIN] = [20, 500];
/** Errors after which another attempt would fail too. */
const FINAL: ReadonlySet<string | undefined> = new Set(["EPIPE", "EBADF", "ENXIO"]);

/**
 * Returns a sink that never blocks the process. Node.js writes to terminals and files synchronously: a terminal that does not read (ctrl-S, a
 * debugger, a slow ssh connection) would block the whole stand-in, and a full disk would destroy the stream. So terminals are opened again in
 * non-blocking mode, and files are written by their descriptor. Pipes and sockets do not block.
 * @see https://nodejs.org/docs/latest-v20.x/api/process.html#a-note-on-process-io
 */
export function logSink(stream: MaybeTerminal<Writable> & { readonly fd?: number }): LogSink {
  const { fd } = stream;
  if (fd === undefined) return streamSink(stream);
  if (stream.isTTY) return terminalSink(stream, fd);
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket() ? streamSink(stream) : fileSink(fd);
}

function streamSink(stream: Writable): LogSink {
  return { write: (bytes) => new Promise((resolve) => stream.write(bytes, (error) => resolve(!error))) };
}

function terminalSink(stream: Writable, fd: number): LogSink {
  const own = openWithoutBlocking(fd);
  if (own === undefined) return streamSink(stream);
  return {
    write: (bytes) =>
      untilWritten(bytes, TERMINAL_AGAIN, (rest, done) => {
        try {
          done(null, writeSync(own, rest));
        } catch (error) {
          done(error as NodeJS.ErrnoException, 0);
        }
      }),
  };
}

/** Opens the terminal again, so that non-blocking mode does not change the shell's open file. Not on Windows, where writes do not block. */
function openWithoutBlocking(fd: number): number | undefined {
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
  const path = process.platform === "linux" ? `/proc/self/fd/${fd}` : "/dev/tty";
  try {
    return process.platform === "win32" ? undefined : openSync(path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    return undefined;
  }
}

function fileSink(fd: number): LogSink {
  return { write: (bytes) => untilWritten(bytes, FILE_AGAIN, (rest, done) => write(fd, rest, done)) };
}

type Attempt = (rest: Buffer, done: (error: NodeJS.ErrnoException | null, written: number) => void) => void;

/** Writes the rest: at once after a success, after `again` milliseconds after an error. Waiting does not keep the process alive. */
function untilWritten(bytes: Buffer, again: number, attempt: Attempt): Promise<boolean> {
  return new Promise((resolve) => {
    const go = (rest: Buffer): void =>
      attempt(rest, (error, written) => {
        if (error && FINAL.has(error.code)) resolve(false);
        else if (error) setTimeout(go, again, rest).unref();
        else if (written === rest.length) resolve(true);
        else go(rest.subarray(written));
      });
    go(bytes);
  });
}
