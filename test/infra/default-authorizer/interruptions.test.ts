import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { FakeIot, type Fault } from "./fake-iot";
import { OURS, OWNER, runStep } from "./run-step";

interface Scenario {
  readonly title: string;
  readonly command: "set" | "release";
  readonly takeOver?: boolean;
  readonly iot: () => FakeIot;
  /** Default after the command, and (`afterRelease`) after a release that follows an interrupted set. */
  readonly end: string | undefined;
  readonly afterRelease: string | undefined;
  /** Name that the stack's authorizer remembers after the command. */
  readonly remembered: string;
  readonly refused?: true;
}

/** Makes a Region with the stack's authorizer, the stack's former one `before`, and another stack's, `theirs`. */
function region(
  current: string | undefined,
  memory: { ours?: string; before?: string } = {},
  active = true,
): () => FakeIot {
  return () => {
    const tag = (previous: string | undefined) => ({ owner: OWNER, ...(previous === undefined ? {} : { previous }) });
    const iot = new FakeIot().add(OURS, tag(memory.ours)).add("before", tag(memory.before)).add("theirs", { active });
    iot.default = current;
    return iot;
  };
}

const set = { command: "set", end: OURS } as const;
const release = { command: "release", remembered: "" } as const;
const SCENARIOS: readonly Scenario[] = [
  { ...set, title: "set: no default", iot: region(undefined), remembered: "", afterRelease: undefined },
  {
    ...set,
    title: "set: ours already",
    iot: region(OURS, { ours: "theirs" }),
    remembered: "theirs",
    afterRelease: "theirs",
  },
  { ...set, title: "set: our former one", iot: region("before"), remembered: "", afterRelease: undefined },
  {
    ...set,
    title: "set: our former one, which took over",
    iot: region("before", { before: "theirs" }),
    remembered: "theirs",
    afterRelease: "theirs",
  },
  {
    ...set,
    title: "set: somebody else's, refused",
    iot: region("theirs"),
    end: "theirs",
    remembered: "",
    afterRelease: "theirs",
    refused: true,
  },
  {
    ...set,
    title: "set: somebody else's, taken over",
    takeOver: true,
    iot: region("theirs"),
    remembered: "theirs",
    afterRelease: "theirs",
  },
  {
    ...set,
    title: "set: taken over, stale memory",
    takeOver: true,
    iot: region("theirs", { ours: "gone" }),
    remembered: "theirs",
    afterRelease: "theirs",
  },
  {
    ...release,
    title: "release: no default",
    iot: region(undefined, { ours: "theirs" }),
    end: undefined,
    afterRelease: undefined,
  },
  { ...release, title: "release: ours, none before", iot: region(OURS), end: undefined, afterRelease: undefined },
  {
    ...release,
    title: "release: ours, theirs before",
    iot: region(OURS, { ours: "theirs" }),
    end: "theirs",
    afterRelease: "theirs",
  },
  {
    ...release,
    title: "release: ours, INACTIVE before",
    iot: region(OURS, { ours: "theirs" }, false),
    end: undefined,
    afterRelease: undefined,
  },
  {
    ...release,
    title: "release: ours, one of our own before",
    iot: region(OURS, { ours: "before" }),
    end: undefined,
    afterRelease: undefined,
  },
  {
    ...release,
    title: "release: our former one, theirs before",
    iot: region("before", { before: "theirs" }),
    end: "theirs",
    afterRelease: "theirs",
  },
  {
    ...release,
    title: "release: our former one, none before",
    iot: region("before"),
    end: undefined,
    afterRelease: undefined,
  },
  {
    ...release,
    title: "release: somebody else's",
    iot: region("theirs", { ours: "gone" }),
    end: "theirs",
    afterRelease: "theirs",
  },
];

const CONFLICTS = [
  { setTwice: false, setOther: false },
  { setTwice: true, setOther: false },
  { setTwice: true, setOther: true },
];

const FAULTS: readonly Omit<Fault, "at">[] = [
  { done: false, forGood: false, kind: "transient" },
  { done: true, forGood: false, kind: "transient" },
  { done: false, forGood: false, kind: "denied" },
  { done: false, forGood: true, kind: "transient" },
  { done: true, forGood: true, kind: "transient" },
];

const nameOf = (memory = "") => memory.replace("/cleared", "");
const describeFault = ({ done, forGood, kind }: Omit<Fault, "at">) =>
  `${kind}${done ? ", done but the answer lost" : ""}${forGood ? ", and all later calls too" : ""}`;

/** Checks after every change what must hold for every failure. */
function watch(iot: FakeIot, scenario: Scenario, end: string | undefined): void {
  const start = iot.default;
  const mayBeNone = start === undefined || end === undefined || iot.conflicts.setOther;
  iot.after = () => {
    const allowed = [start, end, ...(mayBeNone ? [undefined] : [])];
    if (!allowed.includes(iot.default)) throw new Error(`${iot.default} must never be the default here`);
    if (iot.default !== undefined && !iot.authorizers.has(iot.default)) throw new Error("the default does not exist");
    if (start === "theirs" && !scenario.takeOver && iot.default !== "theirs") throw new Error("theirs was touched");
    // Some authorizer of the stack must still remember the default to restore.
    const kept = nameOf(iot.memoryOf(OURS)) === "theirs" || nameOf(iot.memoryOf("before")) === "theirs";
    if (scenario.afterRelease === "theirs" && iot.default !== "theirs" && !kept)
      throw new Error("theirs was forgotten");
  };
}

function expectEnd(iot: FakeIot, scenario: Scenario, where: string): void {
  if (iot.default === scenario.end && nameOf(iot.memoryOf(OURS)) === scenario.remembered) return;
  expect({ where, default: iot.default, remembered: nameOf(iot.memoryOf(OURS)) }).toEqual({
    where,
    default: scenario.end,
    remembered: scenario.remembered,
  });
}

/**
 * Injects a failure of one kind into the first call, then into the second, and so on, until the run has no further
 * call.
 */
async function withEveryFault(
  scenario: Scenario,
  conflicts: FakeIot["conflicts"],
  fault: Omit<Fault, "at">,
  then: (iot: FakeIot, where: string) => Promise<void>,
): Promise<number> {
  const options = { takeOver: scenario.takeOver ?? false };
  for (let at = 0; ; at++) {
    const iot = scenario.iot();
    const start = iot.default;
    iot.conflicts = conflicts;
    watch(iot, scenario, scenario.end);
    iot.fault = { ...fault, at };
    const { code } = await runStep(iot, scenario.command, options);
    const where = `call ${at} (${iot.calls[at]}) of: ${iot.calls.join(" ")}`;
    if (iot.calls.length <= at) return at;
    // Compared without `expect` first, because thousands of calls of `expect` would take most of the test's time.
    if (code === EXIT.unexpected) throw new Error(`an unexpected error at ${where}`);
    if (code === EXIT.ok && iot.default !== scenario.end) expect([where, iot.default]).toEqual([where, scenario.end]);
    // Unless the program was killed, a Region that had a default and shall have one must not be without it.
    if (!fault.forGood && start !== undefined && scenario.end !== undefined && iot.default === undefined)
      throw new Error(`no default after ${where}`);
    iot.fault = undefined;
    await then(iot, where);
  }
}

describe.each(SCENARIOS)("$title", (scenario) => {
  describe.each(CONFLICTS)("AWS answers 409: set twice $setTwice, set another $setOther", (conflicts) => {
    test("reaches the expected default without failures, and a second run changes nothing", async () => {
      const iot = scenario.iot();
      iot.conflicts = conflicts;
      watch(iot, scenario, scenario.end);
      const code = scenario.refused ? EXIT.foreign : EXIT.ok;
      expect((await runStep(iot, scenario.command, { takeOver: scenario.takeOver ?? false })).code).toBe(code);
      expectEnd(iot, scenario, "first run");
      const writes: string[] = [];
      iot.after = (call) => writes.push(call);
      expect((await runStep(iot, scenario.command, { takeOver: scenario.takeOver ?? false })).code).toBe(code);
      expect(writes).toEqual([]);
    });

    test.each(FAULTS.map((fault) => [describeFault(fault), fault] as const))(
      "a second run reaches the expected default after a failure of any call (%s)",
      async (_title, fault) => {
        const calls = await withEveryFault(scenario, conflicts, fault, async (iot, where) => {
          const { code } = await runStep(iot, scenario.command, { takeOver: scenario.takeOver ?? false });
          const expected = scenario.refused ? EXIT.foreign : EXIT.ok;
          if (code !== expected) expect([where, code]).toEqual([where, expected]);
          expectEnd(iot, scenario, where);
        });
        expect(calls).toBeGreaterThan(1);
      },
    );

    test.each(FAULTS.map((fault) => [describeFault(fault), fault] as const))(
      "a release restores the former default after a failure of any call (%s)",
      async (_title, fault) => {
        await withEveryFault(scenario, conflicts, fault, async (iot, where) => {
          watch(iot, scenario, scenario.afterRelease);
          const { code } = await runStep(iot, "release");
          if (code !== EXIT.ok || iot.default !== scenario.afterRelease)
            expect([where, code, iot.default]).toEqual([where, EXIT.ok, scenario.afterRelease]);
        });
      },
    );
  });
});
