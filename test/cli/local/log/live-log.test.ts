import { Writable } from "node:stream";
import type { CommandContext } from "../../../../cli/command-context";
import { createLiveLog } from "../../../../cli/local/log/live-log";
import { createOutput } from "../../../../cli/output";
import type { DecisionEvent } from "../../../../local";

/** Makes a live log, and collects its output. */
function setUp(json = false) {
  const printed: string[] = [];
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      printed.push(String(chunk));
      done();
    },
  });
  const io = { stdout, env: {}, now: () => new Date(0) } as unknown as CommandContext["io"];
  const log = createLiveLog({ io, output: createOutput(io, () => json) } as CommandContext);
  return { log, close: () => log.close("Stopped.", {}).then(() => printed.join("").split("\n")) };
}

const TIME = Date.UTC(2026, 10, 28, 7, 0, 0, 42);
const decision = (time: number, fields: Partial<DecisionEvent> = {}): DecisionEvent => ({
  ...{ event: "decision", time, connectionId: "c", transport: "mqtt", clientId: "meter-1", user: "meter-1" },
  ...{ action: "iot:Publish", resource: "a/\u001b[2J", allowed: true, reason: "statement 1" },
  ...fields,
});
const LINE = "meter-1 Publish a/\\u{1b}[2J allowed: statement 1";

describe("the live log", () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick", "queueMicrotask"] }));
  afterEach(() => jest.useRealTimers());

  it("prints with what is folded the time of the last event, second after second", async () => {
    const { log, close } = setUp();
    for (let count = 0; count < 10; count++) log.event(decision(TIME));
    let time = TIME;
    const repetition = log.repetitionOf?.(decision(TIME), () => time);
    for (const repeated of [1205, 3, 1]) {
      for (let count = 0; count < repeated; count++) {
        time++;
        expect(repetition?.again()).toBe(true);
      }
      jest.advanceTimersByTime(1000);
    }
    jest.useRealTimers();
    expect(await close()).toEqual([
      ...Array<string>(10).fill(`07:00:00.042 ${LINE}`),
      `07:00:01.247 ${LINE} … and 1,204 more like it`,
      `07:00:01.250 ${LINE} … and 2 more like it`,
      `07:00:01.251 ${LINE}`,
      ...["Stopped.", ""],
    ]);
  });

  it("has every event with --json, and counts none", async () => {
    const { log, close } = setUp(true);
    expect(log.repetitionOf).toBeUndefined();
    for (let count = 0; count < 100; count++) log.event(decision(TIME));
    jest.useRealTimers();
    expect((await close()).filter((line) => line.includes("iot:Publish"))).toHaveLength(100);
  });
});
