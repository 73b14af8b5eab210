import { constants, fstatSync, openSync, write, writeSync } from "node:fs";
import type { Writable } from "node:stream";
import type { MaybeTerminal } from "../../io";

/** Where the live log's bytes go. */
export interface LogSink {
  /**
   * Writes all of it, however long that takes, while everything else goes on. One write at a time.
   * @returns false if nothing can be written any more, as into a pipe that is closed
   */
  write(bytes: Buffer): Promise<boolean>;
}

/** Milliseconds until a terminal that takes nothing is asked again, and a disk that is full. */
const [TERMINAL_AGAIN, FILE_AGAIN] = [20, 500];
/** What will not be better next time. */
const FINAL: ReadonlySet<string | undefined> = new Set(["EPIPE", "EBADF", "ENXIO"]);

/**
 * A sink for a stream that never stops the process. Node.js writes to terminals and files synchronously: a terminal that is not read (ctrl-S,
 * a debugger, a full ssh connection) would stop the whole stand-in, and a full disk would end the stream for good. So terminals are opened
 * once more, without blocking, and files are written to by their descriptor. Pipes and sockets do not block.
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

/** The same terminal, as a description of its own: not blocking must not change the shell's. None on Windows, where nothing blocks. */
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

/** Tries again with what is left, at once after a success, after a while otherwise. Waiting does not keep the process alive. */
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
