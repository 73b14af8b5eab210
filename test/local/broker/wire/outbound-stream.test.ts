import { Duplex } from "node:stream";
import { WaitingMemory } from "../../../../local/broker/sessions/waiting-memory";
import { FlushScheduler, OutboundStream } from "../../../../local/broker/wire/outbound-stream";
import { FakeClock } from "../../fake-clock";

/** A stream that completes one write at a time, when the test says so. */
class SlowStream extends Duplex {
  readonly written: string[] = [];
  private done: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: 4 });
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.written.push(chunk.toString());
    this.done = callback;
  }

  takeIn(): void {
    const { done } = this;
    this.done = undefined;
    done?.();
  }
}

const ticks = () => new Promise(setImmediate);

function setUp(flushes = new FlushScheduler()) {
  const stream = new SlowStream();
  const memory = new WaitingMemory(1000);
  const outbound = new OutboundStream(stream, flushes, memory, 10);
  const send = (text: string) => {
    outbound.buffer.append(Buffer.from(text));
    outbound.changed();
  };
  return { stream, outbound, memory, flushes, send };
}

describe("OutboundStream", () => {
  test("writes packets that were sent together in one write", async () => {
    const { stream, send } = setUp();
    send("one");
    send("two");
    expect(stream.written).toEqual([]);
    await ticks();
    expect(stream.written).toEqual(["onetwo"]);
  });

  test("buffers packets while the stream is full, and writes them when it has drained", async () => {
    const { stream, outbound, memory, send } = setUp();
    send("first");
    await ticks();
    send("second");
    await ticks();
    expect(stream.written).toEqual(["first"]);
    expect(outbound.unsentBytes).toBe("firstsecond".length);
    expect(memory.used).toBe("firstsecond".length);
    stream.takeIn();
    await ticks();
    expect(stream.written).toEqual(["first", "second"]);
    expect(memory.used).toBe("second".length);
    stream.takeIn();
    await ticks();
    expect(memory.used).toBe(0);
  });

  test("has no room while too many bytes are unsent, or memory is short", async () => {
    const { stream, outbound, memory, send } = setUp();
    send("x".repeat(100));
    expect(outbound.hasRoom).toBe(true);
    await ticks();
    expect(outbound.hasRoom).toBe(false);
    stream.takeIn();
    await ticks();
    send("12345");
    await ticks();
    expect(outbound.hasRoom).toBe(true);
    memory.used = 1000 - 5;
    expect(outbound.hasRoom).toBe(false);
  });

  test("accepts no more messages, once it had no room, until the client has received something", async () => {
    const { stream, outbound, memory, send } = setUp();
    send("1234");
    await ticks();
    expect(outbound.takesMessages).toBe(true);
    memory.used = 1000;
    expect(outbound.takesMessages).toBe(false);
    memory.used = 4;
    expect([outbound.hasRoom, outbound.takesMessages]).toEqual([true, false]);
    stream.takeIn();
    await ticks();
    expect(outbound.takesMessages).toBe(true);
    send("5678");
    await ticks();
    expect([outbound.blocked, outbound.takesMessages]).toEqual([true, true]);
  });

  test("writes answers before messages to others, whichever came first", async () => {
    const flushes = new FlushScheduler();
    const [subscriber, publisher] = [setUp(flushes), setUp(flushes)];
    const order: string[] = [];
    for (const [name, { stream }] of Object.entries({ subscriber, publisher })) {
      jest.spyOn(stream, "_write").mockImplementation(() => void order.push(name));
    }
    subscriber.send("message");
    publisher.outbound.buffer.appendPuback(1);
    publisher.outbound.changed(true);
    await ticks();
    expect(order).toEqual(["publisher", "subscriber"]);
  });

  test("returns blocks to the pool when the stream has written them", async () => {
    const { stream, flushes, send } = setUp();
    const block = flushes.blocks.take(10_000);
    flushes.blocks.give(block);
    send("x".repeat(10_000));
    await ticks();
    const other = flushes.blocks.take(10_000);
    expect(other).not.toBe(block);
    stream.takeIn();
    await ticks();
    expect(flushes.blocks.take(10_000)).toBe(block);
  });

  test("does not return blocks that a broken stream may still hold", async () => {
    const { stream, flushes, send } = setUp();
    const block = flushes.blocks.take(10_000);
    flushes.blocks.give(block);
    send("x".repeat(10_000));
    await ticks();
    stream.on("error", () => {}).destroy(new Error("broken"));
    await ticks();
    expect(flushes.blocks.take(10_000)).not.toBe(block);
  });

  test("writes a long queue to the stream in batches", async () => {
    const { stream, outbound, send } = setUp();
    send("first");
    await ticks();
    for (let count = 0; count < 1000; count++) send("x".repeat(1024));
    stream.takeIn();
    await ticks();
    expect(stream.writableLength).toBeLessThan(400 * 1024);
    expect(outbound.unsentBytes).toBe(1000 * 1024);
  });

  test("accounts for no memory when the stream is closed", async () => {
    const { stream, memory, send } = setUp();
    send("never read");
    await ticks();
    stream.destroy();
    await ticks();
    expect(memory.used).toBe(0);
  });

  test("writes the last bytes before it closes, also when the stream is full", async () => {
    const { stream, outbound, send } = setUp();
    send("first");
    await ticks();
    send("last");
    outbound.finish(new FakeClock(), 1000);
    stream.takeIn();
    await ticks();
    expect(stream.written).toEqual(["first", "last"]);
  });

  test("destroys the stream if the client does not read the last bytes in time", async () => {
    const { stream, outbound, send } = setUp();
    send("never read");
    const clock = new FakeClock();
    outbound.finish(clock, 1000);
    clock.advance(999);
    expect(stream.destroyed).toBe(false);
    clock.advance(1);
    expect(stream.destroyed).toBe(true);
  });
});
