import { Invoker } from "../../../local/functions/invoker";

jest.mock("node:os", () => ({ ...jest.requireActual("node:os"), availableParallelism: () => 2 }));
jest.mock("../../../local/functions/function-process", () => ({
  FunctionProcess: class {
    readonly ready = Promise.resolve();
    readonly usable = true;
    readonly number = started++;
    run() {
      return new Promise((answer) =>
        running.push({ process: this.number, answer: (milliseconds) => answer({ ok: true, milliseconds }) }),
      );
    }
    async kill() {}
  },
}));

interface Running {
  readonly process: number;
  answer(milliseconds: number): void;
}
let started = 0;
let running: Running[] = [];

/** Waits until all promises and timers that are due have been handled. */
const settle = () => jest.advanceTimersByTimeAsync(0);

describe("simultaneous calls, with two processors", () => {
  let invoker: Invoker;
  const invoke = () => void invoker.invoke({});

  beforeEach(async () => {
    jest.useFakeTimers();
    started = 0;
    running = [];
    invoker = new Invoker({ timeoutSeconds: 3, concurrency: 4 } as ConstructorParameters<typeof Invoker>[0]);
  });

  afterEach(async () => {
    await invoker.close();
    jest.useRealTimers();
  });

  /** Starts two processes, of which the second has had more calls. Each call is answered after some milliseconds. */
  async function warmUp(milliseconds: number): Promise<void> {
    invoke();
    await settle();
    invoke();
    // A process is started for the second call when the call has waited long enough.
    await jest.advanceTimersByTimeAsync(100);
    for (const each of running.splice(0)) each.answer(milliseconds);
    await settle();
    for (let call = 0; call < 40; call++) {
      invoke();
      await settle();
      for (const each of running.splice(0)) each.answer(milliseconds);
      await settle();
    }
    expect(started).toBe(2);
  }

  it("run one after the other in the same process while calls are answered at once", async () => {
    await warmUp(1);
    invoke();
    invoke();
    await settle();
    expect(running).toHaveLength(1);
    running[0]?.answer(1);
    await settle();
    expect(running.map(({ process }) => process)).toEqual([running[0]?.process, running[0]?.process]);
  });

  it("wait only a short time for that", async () => {
    await warmUp(1);
    invoke();
    invoke();
    await jest.advanceTimersByTimeAsync(2);
    expect(running).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(3);
    expect(new Set(running.map(({ process }) => process)).size).toBe(2);
  });

  it("run in the same process if its answer has arrived by then, but was not read yet", async () => {
    await warmUp(1);
    const startImmediate = setImmediate;
    // Node.js runs timers, then reads input, then runs immediates.
    const immediates = jest.spyOn(globalThis, "setImmediate").mockImplementation(((action: () => void) =>
      startImmediate(async () => {
        running[0]?.answer(1);
        for (let turn = 0; turn < 20; turn++) await undefined;
        action();
      })) as typeof setImmediate);
    invoke();
    invoke();
    await jest.advanceTimersByTimeAsync(5);
    immediates.mockRestore();
    expect(running.map(({ process }) => process)).toEqual([running[0]?.process, running[0]?.process]);
  });

  it("run in different processes at once if calls take longer", async () => {
    await warmUp(20);
    invoke();
    invoke();
    await settle();
    expect(new Set(running.map(({ process }) => process)).size).toBe(2);
  });
});
