import { Reloads } from "../../../../cli/local/reload/reloads";

interface Synthesis {
  readonly version: number;
  finish(error?: Error): void;
}

/** Reloads whose syntheses end when the test says so. Each synthesis reads at its beginning what was saved last. */
function harness() {
  const begun: Synthesis[] = [];
  const waiting: (() => void)[] = [];
  const loaded: number[] = [];
  const notes: string[] = [];
  let [saved, running, most] = [0, 0, 0];
  const controller = new AbortController();
  const reloads = new Reloads<number>({
    synthesize: () =>
      new Promise((resolve, reject) => {
        running++;
        most = Math.max(most, running);
        const version = saved;
        begun.push({
          version,
          finish(error) {
            running--;
            if (error) reject(error);
            else resolve(version);
          },
        });
        for (const look of waiting.splice(0)) look();
      }),
    load: async (version) => {
      loaded.push(version);
      return { version };
    },
    signal: controller.signal,
    log: { note: (_, event) => notes.push(JSON.stringify(event)) },
  });
  return {
    reloads,
    begun,
    loaded,
    notes,
    controller,
    most: () => most,
    save() {
      saved++;
      reloads.request();
    },
    /** Resolves with a synthesis by its number, when it has begun. */
    async synthesis(at: number): Promise<Synthesis> {
      for (;;) {
        const found = begun[at];
        if (found) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it("runs one synthesis at a time, and one more for all saves during it", async () => {
  const { reloads, save, synthesis, begun, loaded, notes, most } = harness();
  reloads.start();
  for (let i = 0; i < 40; i++) save();
  (await synthesis(0)).finish();
  (await synthesis(1)).finish();
  await settled();

  expect([begun.map(({ version }) => version), most()]).toEqual([[1, 40], 1]);
  expect(loaded.at(-1)).toBe(40);
  expect(notes).toEqual(['{"event":"reloaded","version":40}']);
});

it("does not report a failure if a file was saved since", async () => {
  const { reloads, save, synthesis, notes } = harness();
  reloads.start();
  save();
  const first = await synthesis(0);
  save();
  first.finish(new Error("half a file"));
  (await synthesis(1)).finish();
  await settled();

  expect(notes).toEqual(['{"event":"reloaded","version":2}']);
});

it("reports the failure of the newest save, and reloads at the next", async () => {
  const { reloads, save, synthesis, notes } = harness();
  reloads.start();
  save();
  (await synthesis(0)).finish(new Error("a comma is missing"));
  await settled();
  save();
  (await synthesis(1)).finish();
  await settled();

  expect(notes).toEqual([
    '{"event":"reload-failed","message":"a comma is missing"}',
    '{"event":"reloaded","version":2}',
  ]);
});

it("reloads once for all saves before it starts", async () => {
  const { reloads, save, synthesis, begun } = harness();
  save();
  save();
  await settled();
  expect(begun).toEqual([]);

  reloads.start();
  (await synthesis(0)).finish();
  await settled();
  expect(begun.map(({ version }) => version)).toEqual([2]);
});

it("stops when the running synthesis has ended, without reporting it or starting another", async () => {
  const { reloads, save, synthesis, begun, notes, controller } = harness();
  reloads.start();
  save();
  const first = await synthesis(0);
  save();
  controller.abort();
  let stopped = false;
  const stopping = reloads.stop().then(() => {
    stopped = true;
  });
  await settled();
  expect(stopped).toBe(false);

  first.finish(new Error("interrupted"));
  await stopping;
  save();
  await settled();
  expect([begun.length, notes]).toEqual([1, []]);
});
