import { Duplex } from "node:stream";
import { WaitingMemory } from "../../../../local/broker/sessions/waiting-memory";
import { FlushScheduler, OutboundStream } from "../../../../local/broker/wire/outbound-stream";
import { FakeClock } from "../../fake-clock";

/** A stream that takes one write at a time and lets the test say when. */
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

function setUp() {
  const stream = new SlowStream();
  const memory = new WaitingMemory(1000);
  const outbound = new OutboundStream(stream, new FlushScheduler(), memory, 10);
  const send = (text: string) => {
    outbound.buffer.append(Buffer.from(text));
    outbound.changed();
  };
  return { stream, outbound, memory, send };
}

describe("OutboundStream", () => {
  test("writes in one go what was sent in one go", async () => {
    const { stream, send } = setUp();
    send("one");
    send("two");
    expect(stream.written).toEqual([]);
    await ticks();
    expect(stream.written).toEqual(["onetwo"]);
  });

  test("keeps to itself what comes while the stream is full, and writes it when it has drained", async () => {
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

  test("has no room while more is unsent than may be, or than there is memory for", async () => {
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

  test("hands a long queue to the stream bit by bit", async () => {
    const { stream, outbound, send } = setUp();
    send("first");
    await ticks();
    for (let count = 0; count < 1000; count++) send("x".repeat(1024));
    stream.takeIn();
    await ticks();
    expect(stream.writableLength).toBeLessThan(400 * 1024);
    expect(outbound.unsentBytes).toBe(1000 * 1024);
  });

  test("gives back its memory when the stream is closed", async () => {
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

  test("cuts off a peer that does not take in the last bytes in time", async () => {
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
