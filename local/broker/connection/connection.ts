import type { Duplex } from "node:stream";
import type { BrokerCore } from "../broker-core";
import type { Will } from "../delivery/wills";
import { handlePacket, type PacketConnection } from "../packets/dispatch";
import type { Delivery } from "../sessions/delivery-queue";
import type { Message } from "../sessions/message";
import type { Session } from "../sessions/session";
import type { InboundAliases, OutboundAliases } from "../topics/topic-aliases";
import type { TopicName } from "../topics/topic-name";
import { OutboundStream } from "../wire/outbound-stream";
import { generatePacket, reasonString } from "../wire/packet-encoder";
import { PacketReader } from "../wire/packet-reader";
import { ProtocolViolation } from "../wire/rules";
import type { ConnectionMeta } from "./authentication";
import { type ConnectionPolicy, DENY_ALL } from "./broker-policy";
import { type ConnectionEnd, DISCONNECT_CODES } from "./disconnect-reason";
import type { KeepAlive } from "./keep-alive";
import { sendMessage } from "./send-message";

/** One network connection: reads packets, passes them to their handlers, sends the answers, and ends the connection. */
export class Connection implements PacketConnection {
  state: "new" | "connecting" | "open" | "closed" = "new";
  protocolVersion: 4 | 5 = 4;
  clientId = "";
  principalId: string | undefined;
  session: Session | undefined;
  policy: ConnectionPolicy = DENY_ALL;
  will: Will | undefined;
  keepAlive: KeepAlive | undefined;
  connectedAt = 0;
  /** The `versionNumber` of lifecycle events. */
  versionNumber = 0;
  /** Size of the largest packet that the client accepts, bytes. */
  clientPacketBytes = Number.POSITIVE_INFINITY;
  /** Whether the client wants reason strings on all packets (MQTT 5, 3.1.2.11.7). */
  problemInformation = true;
  lastTopic: TopicName | undefined;
  inboundAliases: InboundAliases | undefined;
  outboundAliases: OutboundAliases | undefined;
  readonly outbound: OutboundStream;
  /** Set while a chunk is read, and once one did not end with a packet or could not be read to its end at once. */
  private reader: PacketReader | undefined;
  /** Whether the client is about to be disconnected because it receives too slowly. */
  private condemned = false;
  /** Cancels the wait for the CONNECT; undefined after the CONNECT. */
  private cancelWait: (() => void) | undefined;
  /** How often {@link hold} was called without {@link release}. */
  private holds = 0;

  constructor(
    readonly core: BrokerCore,
    private readonly stream: Duplex,
    readonly meta: ConnectionMeta,
  ) {
    const { wallClock, limits } = core;
    core.connections.add(this);
    this.outbound = new OutboundStream(stream, core.flushes, core.memory, limits.unsentBytes);
    this.cancelWait = wallClock.after(limits.connectTimeoutMs, () => this.refuse("no CONNECT in time"));
    stream.on("data", (chunk: Buffer) => this.onData(chunk));
    stream.on("end", () => this.onLost("the client closed the connection"));
    stream.on("error", (error: Error) => this.onLost(error.message));
    stream.on("close", () => {
      this.onLost("the connection was closed");
      core.connections.delete(this);
    });
  }

  /** Whether the broker is not reading from the client. */
  get held(): boolean {
    return this.holds > 0;
  }

  /** Stops reading from the client until {@link release} was called as often as this. */
  hold(): void {
    this.holds++;
    this.stream.pause();
  }

  release(): void {
    this.holds--;
    if (this.holds > 0 || this.state === "closed") return;
    process.nextTick(() => {
      if (this.reader) this.read(this.reader);
      if (this.holds === 0) this.stream.resume();
    });
  }

  /** Resolves once the stream is closed. */
  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.stream.closed) resolve();
      else this.stream.once("close", resolve);
    });
  }

  /** Ends the wait for the CONNECT, which has arrived. */
  connectReceived(): void {
    this.state = "connecting";
    this.stopWaiting();
  }

  /** Handles the client's acknowledgement of a QoS 1 message. */
  acknowledged(packetId: number): void {
    this.session?.acknowledge(packetId);
  }

  send(packet: Buffer): void {
    this.outbound.buffer.append(packet);
    this.answered();
  }

  sendPuback(packetId: number): void {
    if (this.state !== "open") return;
    this.outbound.buffer.appendPuback(packetId);
    this.answered();
  }

  /** Sends a message to a QoS 0 subscriber, or drops it if the client receives too slowly. */
  sendMessage(message: Message, retain: boolean): void {
    if (this.outbound.takesMessages) sendMessage(this, message, 0, retain, 0);
    else this.session?.drops.add(message, "client-too-slow");
  }

  sendDelivery({ message, retain }: Delivery, packetId: number): boolean {
    return sendMessage(this, message, 1, retain, packetId);
  }

  /**
   * Ends the connection of a client whose queue is full, after the current packet: that may be a message to many
   * subscribers.
   * @returns false if such clients stay connected, see {@link Assumptions.slowSubscriber}
   */
  tooSlow(): boolean {
    if (this.core.assumptions.slowSubscriber === "drop") return false;
    this.condemn("too many messages wait for the client, because it receives them too slowly");
    return true;
  }

  /** Closes a stream whose login failed, after the CONNACK if there is one. */
  refuse(message: string, connack?: Buffer, code?: number): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.stopWaiting();
    if (connack) this.outbound.buffer.append(connack);
    this.outbound.finish(this.core.wallClock, this.core.limits.closeGraceMs);
    this.core.emit?.({
      type: "refused",
      ...(this.clientId !== "" && { clientId: this.clientId }),
      meta: this.meta,
      ...(code !== undefined && { code }),
      message,
    });
  }

  /** Ends the connection: DISCONNECT (MQTT 5), close, Will, session, lifecycle event, in this order. */
  end(end: ConnectionEnd): void {
    if (this.state !== "open") {
      this.refuse(end.message);
      return;
    }
    this.state = "closed";
    this.keepAlive?.stop();
    if (this.protocolVersion === 5 && end.code !== undefined) {
      const text = reasonString("DISCONNECT", end.message, this.meta.id);
      const packet = { cmd: "disconnect", reasonCode: end.code, properties: { reasonString: text } } as const;
      this.outbound.buffer.append(generatePacket(packet, 5));
    }
    this.outbound.finish(this.core.wallClock, this.core.limits.closeGraceMs);
    this.leaveSession(end);
    this.core.lifecycle.disconnected(this, end.reason);
    this.core.emit?.({
      type: "disconnected",
      clientId: this.clientId,
      meta: this.meta,
      disconnectReason: end.reason,
      clientInitiated: end.reason === "CLIENT_INITIATED_DISCONNECT",
      message: end.message,
    });
  }

  /** Ends the connection after a packet handler threw an error. */
  fail(error: unknown): void {
    if (error instanceof ProtocolViolation) {
      this.end({ reason: "CLIENT_ERROR", code: error.code, message: error.message });
      return;
    }
    this.core.emit?.({ type: "error", ...(this.clientId !== "" && { clientId: this.clientId }), error });
    this.end({ reason: "SERVER_ERROR", code: DISCONNECT_CODES.SERVER_ERROR, message: "internal error" });
  }

  /**
   * Sends the answer in the buffer. A client that keeps sending packets without reading the answers is disconnected.
   */
  private answered(): void {
    this.outbound.changed(true);
    if (!this.outbound.hasRoom) this.condemn("the client sends packets, but does not read the answers to them");
  }

  private condemn(message: string): void {
    if (this.condemned) return;
    this.condemned = true;
    process.nextTick(() => {
      if (this.state === "open") this.end({ reason: "THROTTLED", code: DISCONNECT_CODES.THROTTLED, message });
    });
  }

  private stopWaiting(): void {
    this.cancelWait?.();
    this.cancelWait = undefined;
  }

  private onData(chunk: Buffer): void {
    if (this.state === "closed") return;
    this.keepAlive?.heard();
    if (this.reader) {
      this.reader.push(chunk);
      this.read(this.reader);
    } else {
      this.readWhole(chunk);
    }
  }

  /** Reads a chunk that most probably holds whole packets, with a reader that all connections share. */
  private readWhole(chunk: Buffer): void {
    const { core } = this;
    // Unless another connection is being read from: a stream that is no socket may be given something while it is.
    const reader = core.spareReader ?? new PacketReader(core.limits.packetBytes);
    core.spareReader = undefined;
    reader.restart(chunk, this.protocolVersion);
    // The connection's own while it reads, so that bytes which arrive meanwhile follow these.
    this.reader = reader;
    this.read(reader);
    this.reader = this.state === "closed" || reader.done ? undefined : reader.split();
    core.spareReader = reader;
  }

  private read(reader: PacketReader): void {
    try {
      while (this.holds === 0 && this.state !== "closed" && reader.next()) handlePacket(this, reader);
    } catch (error) {
      this.fail(error);
    }
  }

  private onLost(message: string): void {
    if (this.state === "closed") return;
    const reason = this.meta.endedByClient?.() ? "CLIENT_INITIATED_DISCONNECT" : "CONNECTION_LOST";
    this.end({ reason, message });
  }

  private leaveSession(end: ConnectionEnd): void {
    const { core, session, will, policy } = this;
    if (session?.connection !== this) return;
    if (end.endSession) session.expirySeconds = 0;
    core.sessions.release(session);
    const sendWill = end.sendWill ?? end.reason !== "CLIENT_INITIATED_DISCONNECT";
    if (will && sendWill) core.wills.leave(session, will, policy);
  }
}
