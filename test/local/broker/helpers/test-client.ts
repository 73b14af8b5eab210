import type { Duplex } from "node:stream";
import {
  generate,
  type IConnackPacket,
  type IConnectPacket,
  type IPublishPacket,
  type ISubackPacket,
  type ISubscription,
  type Packet,
  type PacketCmd,
  parser,
} from "mqtt-packet";

export type PacketOf<C extends PacketCmd> = Extract<Packet, { cmd: C }>;

/** A client that sends exactly the packets of a test, and keeps the packets that it receives. */
export class TestClient {
  /** Packets that were received and not yet taken. */
  readonly inbox: Packet[] = [];
  closed = false;
  private version: 4 | 5 = 4;
  private wake: (() => void)[] = [];
  private nextId = 1;
  private parser = parser({ protocolVersion: 4 });

  constructor(readonly stream: Duplex) {
    stream.on("data", (chunk: Buffer) => this.parser.parse(chunk));
    stream.on("error", () => stream.destroy());
    stream.on("close", () => {
      this.closed = true;
      this.notify();
    });
  }

  /** Sends CONNECT. @returns the CONNACK */
  async connect(options: Partial<IConnectPacket> = {}): Promise<IConnackPacket> {
    this.sendConnect(options);
    return await this.next("connack");
  }

  sendConnect(options: Partial<IConnectPacket> = {}): void {
    const packet = { cmd: "connect", clientId: "client", clean: true, keepalive: 60, ...options } as IConnectPacket;
    this.expect(packet.protocolVersion === 5 ? 5 : 4);
    this.send({ ...packet, protocolVersion: this.version });
  }

  /** Sets the version of the packets that are received, for tests that write their CONNECT byte by byte. */
  expect(version: 4 | 5): void {
    this.version = version;
    this.parser = parser({ protocolVersion: version });
    this.parser.on("packet", (received) => {
      this.inbox.push(received);
      this.notify();
    });
    this.parser.on("error", (error) => this.stream.destroy(error));
  }

  send(packet: Packet): void {
    this.sendBytes(generate(packet, { protocolVersion: this.version }));
  }

  sendBytes(bytes: Buffer): void {
    this.stream.write(bytes);
  }

  /** Takes the oldest packet, and expects that it is of this kind. */
  async next<C extends PacketCmd>(cmd: C): Promise<PacketOf<C>> {
    while (this.inbox.length === 0) {
      if (this.closed) throw new Error(`expected ${cmd}, but the connection was closed`);
      await this.change();
    }
    const packet = this.inbox.shift() as Packet;
    if (packet.cmd !== cmd) throw new Error(`expected ${cmd}, got ${JSON.stringify(packet)}`);
    return packet as PacketOf<C>;
  }

  async subscribe(...filters: (string | ISubscription)[]): Promise<number[]> {
    this.sendSubscribe(...filters);
    const { granted } = (await this.next("suback")) as ISubackPacket;
    return granted as number[];
  }

  sendSubscribe(...filters: (string | ISubscription)[]): void {
    const subscriptions = filters.map((each) => (typeof each === "string" ? { topic: each, qos: 1 as const } : each));
    this.send({ cmd: "subscribe", messageId: this.id(), subscriptions });
  }

  /** Sends a PUBLISH, with QoS 1 unless the options have another. @returns its packet identifier */
  publish(topic: string, payload: string | Buffer, options: Partial<IPublishPacket> = {}): number {
    const messageId = this.id();
    this.send({ cmd: "publish", topic, payload, qos: 1, dup: false, retain: false, messageId, ...options });
    return messageId;
  }

  /** Sends a PUBLISH with QoS 1 and waits for its PUBACK. */
  async publishAcknowledged(topic: string, payload: string | Buffer, options: Partial<IPublishPacket> = {}) {
    this.publish(topic, payload, options);
    return await this.next("puback");
  }

  /** Takes the next packet, expects that it is a PUBLISH, and acknowledges it if it has QoS 1. */
  async receive(): Promise<IPublishPacket> {
    const packet = await this.next("publish");
    if (packet.qos === 1) this.send({ cmd: "puback", messageId: packet.messageId ?? 0, reasonCode: 0 });
    return packet;
  }

  /** Takes a number of PUBLISH packets. @returns their payloads */
  async receivePayloads(count: number): Promise<string[]> {
    const payloads: string[] = [];
    while (payloads.length < count) payloads.push((await this.receive()).payload.toString());
    return payloads;
  }

  /** Sends PINGREQ, and expects that the broker has sent nothing before the PINGRESP. */
  async expectNothing(): Promise<void> {
    this.send({ cmd: "pingreq" });
    await this.next("pingresp");
  }

  /** Sends PINGREQ. @returns the packets that the broker has sent before the PINGRESP */
  async takeAll(): Promise<Packet[]> {
    this.send({ cmd: "pingreq" });
    while (this.inbox.at(-1)?.cmd !== "pingresp") {
      if (this.closed)
        throw new Error(`expected pingresp, but the connection was closed: ${JSON.stringify(this.inbox)}`);
      await this.change();
    }
    return this.inbox.splice(0).slice(0, -1);
  }

  /** Waits until the server has closed the connection, and expects that it sent nothing before. */
  async expectClosed(): Promise<void> {
    while (!this.closed) await this.change();
    if (this.inbox.length > 0) throw new Error(`expected nothing, got ${JSON.stringify(this.inbox)}`);
  }

  /** Waits until the server has closed the connection. @returns the packets that were received and not taken */
  async untilClosed(): Promise<readonly Packet[]> {
    while (!this.closed) await this.change();
    return this.inbox.splice(0);
  }

  /** Takes the server's DISCONNECT (MQTT 5), and waits until the connection is closed. @returns its reason code */
  async disconnectCode(): Promise<number | undefined> {
    const { reasonCode } = await this.next("disconnect");
    await this.expectClosed();
    return reasonCode;
  }

  disconnect(options: { reasonCode?: number; properties?: { sessionExpiryInterval?: number } } = {}): Promise<void> {
    this.send({ cmd: "disconnect", reasonCode: 0, ...options });
    return this.expectClosed();
  }

  /** Closes the connection without a DISCONNECT. */
  async kill(): Promise<void> {
    this.stream.destroy();
    while (!this.closed) await this.change();
    await new Promise(setImmediate);
  }

  private id(): number {
    return this.nextId++;
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.wake.push(resolve));
  }

  private notify(): void {
    const wake = this.wake;
    this.wake = [];
    for (const resolve of wake) resolve();
  }
}
