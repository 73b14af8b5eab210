import { EventFold } from "../../../../cli/local/log/fold";
import type { DecisionEvent, LocalEvent } from "../../../../local";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const decision = (fields: Partial<DecisionEvent> = {}): DecisionEvent => ({
  event: "decision",
  time: 0,
  connectionId: "c",
  transport: "mqtt",
  clientId: "printer-7",
  user: "printer-7",
  action: "iot:Publish",
  resource: "a/b",
  allowed: true,
  reason: "why",
  ...fields,
});

function setUp() {
  const printed: [LocalEvent, number][] = [];
  let leftOut = 0;
  const fold = new EventFold(
    (event, more, time) => printed.push([time === event.time ? event : { ...event, time }, more]),
    (count) => {
      leftOut += count;
    },
  );
  const told = () => printed.reduce((all, [, more]) => all + 1 + more, leftOut);
  return { fold, printed, told, leftOut: () => leftOut };
}

describe("the live log", () => {
  it("prints events at the rate of a person's actions at once", () => {
    const { fold, printed } = setUp();
    for (let count = 0; count < 10; count++) fold.add(decision({ time: count }));
    expect(printed.map(([{ time }, more]) => [time, more])).toEqual(Array.from({ length: 10 }, (_, time) => [time, 0]));
  });

  it("folds repeated events: prints the last one once a second, with the number of the others", () => {
    const { fold, printed, told } = setUp();
    for (let count = 0; count < 1000; count++) fold.add(decision({ time: count }));
    jest.advanceTimersByTime(1000);
    expect(printed.slice(10).map(([{ time }, more]) => [time, more])).toEqual([[999, 989]]);
    for (let count = 0; count < 500; count++) fold.add(decision());
    jest.advanceTimersByTime(1000);
    expect(printed.at(-1)?.[1]).toBe(499);
    expect(told()).toBe(1500);
  });

  it("prints the next one at once after a quiet second", () => {
    const { fold, printed } = setUp();
    for (let count = 0; count < 1000; count++) fold.add(decision());
    jest.advanceTimersByTime(2000);
    fold.add(decision({ time: 7 }));
    expect(printed.at(-1)).toEqual([decision({ time: 7 }), 0]);
  });

  it.each<[string, Partial<DecisionEvent>]>([
    ["another client", { clientId: "printer-8" }],
    ["another topic", { resource: "a/c" }],
    ["another action", { action: "iot:Receive" }],
    ["a refusal", { allowed: false }],
  ])("does not fold %s with the others", (_, other) => {
    const { fold, printed } = setUp();
    for (let count = 0; count < 100; count++) fold.add(decision());
    fold.add(decision(other));
    expect(printed.at(-1)).toEqual([decision(other), 0]);
  });

  it("counts a decision that is made again without an event of it, as if each had been added", () => {
    const { fold, printed, told } = setUp();
    let time = 0;
    const repetitionOf = (event: DecisionEvent) => fold.repetitionOf(event, () => time);
    fold.add(decision());
    const repetition = repetitionOf(decision());
    expect(repetition?.again()).toBe(false);
    for (let count = 1; count < 10; count++) fold.add(decision());
    for (time = 1; time <= 500; time++) expect(repetition?.again()).toBe(true);
    jest.advanceTimersByTime(1000);
    expect(printed.slice(10)).toEqual([[decision({ time: 500 }), 499]]);
    expect(repetition?.again()).toBe(true);
    fold.add(decision({ time: 503, reason: "another statement" }));
    jest.advanceTimersByTime(1000);
    expect(printed.at(-1)).toEqual([decision({ time: 503, reason: "another statement" }), 1]);
    expect(told()).toBe(512);
  });

  it("needs an event for a decision after a quiet second, since it is printed at once", () => {
    const { fold, printed } = setUp();
    for (let count = 0; count < 20; count++) fold.add(decision());
    const repetition = fold.repetitionOf(decision(), () => 7);
    jest.advanceTimersByTime(2000);
    expect(repetition?.again()).toBe(false);
    fold.add(decision({ time: 8 }));
    expect(repetition?.again()).toBe(false);
    expect(printed.at(-1)).toEqual([decision({ time: 8 }), 0]);
  });

  it("counts no repetitions of a kind for which there is no room", () => {
    const { fold } = setUp();
    for (let client = 0; client < 5001; client++) fold.add(decision({ clientId: `c-${client}` }));
    expect(fold.repetitionOf(decision({ clientId: "c-4999" }), () => 0)).toBeDefined();
    expect(fold.repetitionOf(decision({ clientId: "c-5000" }), () => 0)).toBeUndefined();
  });

  it("reads an event once for its line and its counter, and counts for an event that was added before the last one", () => {
    const { fold, printed } = setUp();
    let read = 0;
    const first = {
      ...decision(),
      get resource() {
        read++;
        return "first";
      },
    };
    for (let count = 0; count < 10; count++) fold.add(first);
    read = 0;
    fold.add(first);
    const ofLast = fold.repetitionOf(first, () => 1);
    expect(read).toBe(1);
    const second = decision({ resource: "second" });
    fold.add(second);
    const ofFirst = fold.repetitionOf(first, () => 2);
    expect([ofLast?.again(), ofFirst?.again(), fold.repetitionOf(second, () => 3)?.again()]).toEqual([
      true,
      true,
      false,
    ]);
    jest.advanceTimersByTime(1000);
    expect(printed.slice(11).map(([{ time }, more]) => [time, more])).toEqual([[2, 2]]);
  });

  it("folds problems that differ in a number only", () => {
    const { fold, printed } = setUp();
    const problem = (count: number): LocalEvent => ({
      event: "problem",
      time: 0,
      kind: "dropped",
      clientId: "a",
      message: `a message was lost, and ${count} more like it`,
    });
    for (let count = 1; count <= 100; count++) fold.add(problem(count));
    expect(printed).toHaveLength(10);
  });

  it("shows refusals even if there are too many lines about allowed actions", () => {
    const { fold, printed } = setUp();
    for (let client = 0; client < 500; client++) {
      for (let count = 0; count < 3; count++) fold.add(decision({ clientId: `c-${client}` }));
    }
    expect(printed.length).toBeLessThan(650);
    for (let count = 0; count < 5; count++) fold.add(decision({ allowed: false }));
    expect(printed.slice(-5).every(([event]) => event.event === "decision" && !event.allowed)).toBe(true);
  });

  it("prints no more than a thousand lines a second, remembers no more than 5,000 kinds, and counts everything", () => {
    const { fold, printed, told, leftOut } = setUp();
    for (let client = 0; client < 20_000; client++) fold.add(decision({ clientId: `c-${client}`, allowed: false }));
    expect(printed).toHaveLength(1000);
    jest.advanceTimersByTime(1000);
    expect(printed).toHaveLength(2000);
    expect(leftOut()).toBe(18_000);
    expect(told()).toBe(20_000);
    jest.advanceTimersByTime(5000);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("does not fold decisions that differ only in client, user, topic, action or outcome, second after second", () => {
    const { fold, printed } = setUp();
    const kinds = [
      decision(),
      decision({ clientId: "printer-8" }),
      decision({ resource: "a/c" }),
      decision({ action: "iot:Receive" }),
      decision({ allowed: false }),
      (({ clientId: _, ...https }: DecisionEvent) => https)(decision({ user: "printer-9" })),
    ];
    for (let second = 0; second < 3; second++) {
      printed.length = 0;
      for (const one of kinds) {
        for (let count = 0; count < 100; count++) fold.add(one);
      }
      jest.advanceTimersByTime(1000);
      const told = kinds.map((one) =>
        printed.reduce((all, [event, more]) => (event === one ? all + 1 + more : all), 0),
      );
      expect(told).toEqual(kinds.map(() => 100));
    }
  });
});
