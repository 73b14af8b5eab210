import { Duplex } from "node:stream";
import { FlushScheduler } from "../../../../local/broker/wire/flush-scheduler";
import { OutboundStream } from "../../../../local/broker/wire/outbound-stream";
import { FakeClock } from "../helpers/fake-clock";

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
  const drained = jest.fn();
  const outbound = new OutboundStream(stream, new FlushScheduler(), drained);
  const send = (text: string) => {
    outbound.buffer.append(Buffer.from(text));
    outbound.changed();
  };
  return { stream, outbound, drained, send };
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
    const { stream, outbound, drained, send } = setUp();
    send("first");
    await ticks();
    send("second");
    await ticks();
    expect(stream.written).toEqual(["first"]);
    expect(outbound.waitingBytes).toBe(6);
    stream.takeIn();
    await ticks();
    expect(stream.written).toEqual(["first", "second"]);
    expect(outbound.waitingBytes).toBe(0);
    expect(drained).toHaveBeenCalledTimes(1);
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
