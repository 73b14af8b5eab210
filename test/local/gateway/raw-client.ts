import { connect as connectTcp, type Socket } from "node:net";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { generate } from "mqtt-packet";

/** Result of an attempt to connect and to send something. */
export interface Attempt {
  /** Everything the server sent, as text. */
  readonly answer: string;
  /** Code of the error, if there was one. */
  readonly error?: string;
  readonly protocol?: string | null;
  readonly resumed?: boolean;
}

/** A CONNECT of MQTT 3.1.1. */
export const CONNECT: Buffer = generate({ cmd: "connect", clientId: "raw", protocolVersion: 4, clean: true });

/**
 * Connects with TLS, sends something, and waits until the server closes the connection, or with `untilAnswer` until it
 * answers.
 */
export function attempt(
  options: ConnectionOptions,
  say: string | Buffer,
  { untilAnswer = false, onSession }: { untilAnswer?: boolean; onSession?: (session: Buffer) => void } = {},
): Promise<Attempt> {
  return new Promise((resolve) => {
    let answer = "";
    let error: string | undefined;
    let about: Pick<Attempt, "protocol" | "resumed"> = {};
    const socket = connect({ host: "127.0.0.1", ...options }, () => {
      about = { protocol: socket.getProtocol(), resumed: socket.isSessionReused() };
      socket.write(say);
    });
    socket.on("session", (session) => onSession?.(session));
    socket.on("data", (data) => {
      answer += data.toString("latin1");
      if (untilAnswer) socket.destroy();
    });
    socket.on("error", (problem: NodeJS.ErrnoException) => {
      error = problem.code;
    });
    socket.on("close", () => resolve({ answer, ...about, ...(error !== undefined && { error }) }));
  });
}

/** Connects without TLS. */
export function tcp(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(port, "127.0.0.1", () => resolve(socket));
    socket.on("error", reject);
  });
}

/** Resolves when a connection is closed by the other side. */
export const closed = (socket: Socket | TLSSocket): Promise<void> =>
  new Promise((resolve) => {
    socket.on("error", () => {});
    socket.resume();
    socket.once("close", () => resolve());
  });
