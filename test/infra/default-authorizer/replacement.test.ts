import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { handoverPermission } from "../../../infra/default-authorizer/handover";
import { handoverName } from "../../../infra/default-authorizer/names";
import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { arnOf, FakeIot, type Fault, FUNCTION } from "./fake-iot";
import { input, OURS, OWNER, runStep } from "./run-step";

const NEW = "cloudprnt-2";
const NEWER = "cloudprnt-3";
const HANDOVER = handoverName(OWNER);

/** One of Terraform's steps in order. The next apply continues with the step that failed. */
type Act =
  | { readonly does: "set" | "release" | "guard"; readonly name: string }
  | { readonly does: "create" | "delete"; readonly name: string };

const replacing = (old: string, by: string): readonly Act[] => [
  { does: "guard", name: old },
  { does: "delete", name: old },
  { does: "create", name: by },
  { does: "set", name: by },
];
const destroying = (name: string): readonly Act[] => [
  { does: "release", name },
  { does: "guard", name },
  { does: "delete", name },
];

/** @returns the failed step and those after it; none if all succeeded */
async function carryOut(iot: FakeIot, acts: readonly Act[], takeOver: boolean): Promise<readonly Act[]> {
  for (const [index, { does, name }] of acts.entries()) {
    if (does === "create") iot.add(name, { owner: OWNER, enableCachingForHttp: true });
    else if (does === "delete") {
      if (iot.default === name) throw new Error(`${name} is deleted while it is the default`);
      iot.authorizers.delete(name);
    } else {
      const { code, lines } = await runStep(iot, does, { authorizerName: name, takeOver });
      if (code === EXIT.unexpected) throw new Error(lines.join("\n"));
      if (code !== EXIT.ok) return acts.slice(index);
    }
  }
  return [];
}

interface Scenario {
  readonly title: string;
  readonly start: string | undefined;
  readonly takeOver?: true;
  /** Name that the stack's authorizer remembers at the start, and the new one at the end. */
  readonly memory?: string;
  readonly end: string | undefined;
  /** Default after the stack is destroyed. */
  readonly afterDestroy: string | undefined;
  /** Whether a failed run has left a handover authorizer that is not the default. */
  readonly leftOver?: true;
}

const SCENARIOS: readonly Scenario[] = [
  { title: "ours is the default", start: OURS, end: NEW, afterDestroy: undefined },
  { title: "ours took over", start: OURS, memory: "theirs", end: NEW, afterDestroy: "theirs" },
  { title: "a handover is left over", start: OURS, memory: "theirs", leftOver: true, end: NEW, afterDestroy: "theirs" },
  { title: "ours is not the default yet", start: undefined, end: NEW, afterDestroy: undefined },
  {
    title: "ours is not the default yet and a handover is left over",
    start: undefined,
    leftOver: true,
    end: NEW,
    afterDestroy: undefined,
  },
  {
    title: "theirs is to be taken over",
    start: "theirs",
    takeOver: true,
    end: NEW,
    memory: "theirs",
    afterDestroy: "theirs",
  },
];

function region({ start, memory, leftOver }: Scenario): FakeIot {
  const remembered = start === OURS && memory !== undefined ? { previous: memory } : {};
  const iot = new FakeIot().add("theirs").add(OURS, { owner: OWNER, ...remembered, enableCachingForHttp: true });
  iot.default = start;
  if (leftOver) {
    iot.add(HANDOVER, { owner: OWNER, previous: "gone", active: false });
    const permission = handoverPermission(input(), FUNCTION);
    iot.functions.get(FUNCTION)?.set(permission.statementId, { ...permission, authorizerArn: arnOf("other") });
  }
  return iot;
}

/** Checks after every change what must hold for every failure, until the stack is destroyed. */
function watch(iot: FakeIot, { start, memory }: Scenario): void {
  let wasSet = start !== undefined;
  iot.after = (call) => {
    const { default: now } = iot;
    wasSet ||= now !== undefined;
    if (now === undefined && wasSet && !iot.conflicts.setOther) throw new Error(`no default after ${call}`);
    if (now === undefined) return;
    const stored = iot.authorizers.get(now);
    if (!stored) throw new Error(`the default ${now} does not exist after ${call}`);
    if (!stored.active) throw new Error(`the default ${now} is INACTIVE after ${call}`);
    if (now === HANDOVER) {
      if (!iot.permissions().some(({ authorizerArn }) => authorizerArn === arnOf(HANDOVER)))
        throw new Error(`the default ${now} may not call its function after ${call}`);
      if (!stored.enableCachingForHttp) throw new Error("the copy differs");
    }
    const kept = [...iot.authorizers.keys()].some((name) => rememberedBy(iot, name) === memory);
    if (memory !== undefined && now !== memory && !kept) throw new Error(`${memory} was forgotten after ${call}`);
  };
}

/** The mark of an unfinished change has no effect while there is a default, so it is ignored here. */
const rememberedBy = (iot: FakeIot, name: string) => iot.memoryOf(name)?.replace("/cleared", "") || undefined;

/** Like `expect(found).toEqual(wanted)`, but fast enough for thousands of calls. */
function expectEqual(found: object, wanted: object): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toEqual(wanted);
}

const leftOvers = (iot: FakeIot) => ({
  handover: iot.authorizers.has(HANDOVER),
  permissions: iot.permissions().length,
  theirs: iot.authorizers.has("theirs"),
});
const CLEAN = { handover: false, permissions: 0, theirs: true };

const CONFLICTS = [
  { setTwice: false, setOther: false },
  { setTwice: true, setOther: false },
  { setTwice: true, setOther: true },
];
const FAULTS: readonly (readonly [string, Omit<Fault, "at">])[] = [
  ["once", { done: false, forGood: false, kind: "transient" }],
  ["once, done but the answer lost", { done: true, forGood: false, kind: "transient" }],
  ["once, denied", { done: false, forGood: false, kind: "denied" }],
  ["once, in conflict", { done: false, forGood: false, kind: "conflict" }],
  ["and all later ones too", { done: false, forGood: true, kind: "transient" }],
  ["done but the answer lost, and all later ones fail", { done: true, forGood: true, kind: "transient" }],
];

/**
 * Injects a failure into the first call of the replacement, then into the second, and so on, until there is no further
 * call.
 */
async function withEveryFault(
  scenario: Scenario,
  conflicts: FakeIot["conflicts"],
  fault: Omit<Fault, "at">,
  then: (iot: FakeIot, left: readonly Act[]) => Promise<void>,
): Promise<void> {
  for (let at = 0; ; at++) {
    const iot = region(scenario);
    iot.conflicts = conflicts;
    watch(iot, scenario);
    iot.fault = { ...fault, at };
    const left = await carryOut(iot, replacing(OURS, NEW), scenario.takeOver ?? false);
    if (iot.calls.length <= at) {
      expect(at).toBeGreaterThan(5);
      return;
    }
    iot.fault = undefined;
    try {
      // Unless the program was killed, a Region that had a default must not be without it.
      if (!fault.forGood && scenario.start !== undefined && iot.default === undefined) throw new Error("no default");
      await then(iot, left);
    } catch (error) {
      throw new Error(`${iot.calls[at]} (${at}) fails in ${iot.calls.join(" ")}: ${(error as Error).message}`);
    }
  }
}

describe.each(SCENARIOS)("replacing an authorizer, where $title", (scenario) => {
  const takeOver = scenario.takeOver ?? false;

  /**
   * Carries out the remaining steps and checks that the authorizer is replaced, with one comparison, since tests do
   * this thousands of times.
   */
  async function expectReplaced(iot: FakeIot, steps: readonly Act[], by: string): Promise<void> {
    const left = await carryOut(iot, steps, takeOver);
    expectEqual(
      { left, default: iot.default, remembered: rememberedBy(iot, by), ...leftOvers(iot) },
      { left: [], default: by, remembered: scenario.memory, ...CLEAN },
    );
  }

  describe.each(CONFLICTS)("and AWS answers 409: set twice $setTwice, set another $setOther", (conflicts) => {
    test("keeps a default at every moment, and removes the handover authorizer", async () => {
      const iot = region(scenario);
      iot.conflicts = conflicts;
      watch(iot, scenario);
      await expectReplaced(iot, replacing(OURS, NEW), NEW);
    });

    describe.each(FAULTS)("after a failure of any call (%s)", (_title, fault) => {
      test("the next apply finishes the replacement", () =>
        withEveryFault(scenario, conflicts, fault, (iot, left) => expectReplaced(iot, left, NEW)));

      test("another replacement succeeds", () =>
        withEveryFault(scenario, conflicts, fault, (iot) => {
          const present = iot.authorizers.has(NEW) ? NEW : OURS;
          return expectReplaced(iot, replacing(present, NEWER), NEWER);
        }));

      test("a destroy restores the former default", () =>
        withEveryFault(scenario, conflicts, fault, async (iot) => {
          const name = iot.authorizers.has(NEW) ? NEW : OURS;
          iot.after = () => {};
          const left = await carryOut(iot, destroying(name), takeOver);
          expectEqual(
            { left, default: iot.default, ...leftOvers(iot) },
            { left: [], default: scenario.afterDestroy, ...CLEAN },
          );
        }));
    });
  });
});

test("a release that cannot read a mark stops the destroy, before a handover authorizer becomes the default", async () => {
  const iot = region({ title: "", start: OURS, end: OURS, afterDestroy: undefined });
  iot.authorizers.get(OURS)?.tags.set("iot-auth:previous-default", "/cleared");
  iot.fault = { at: 5, done: false, forGood: false, kind: "transient" };
  const left = await carryOut(iot, destroying(OURS), false);
  expect(iot.calls[5]).toBe("tags");
  expect(left).toEqual(destroying(OURS));
  expect(await carryOut(iot, left, false)).toEqual([]);
  expect({ default: iot.default, ...leftOvers(iot) }).toEqual({ default: undefined, ...CLEAN });
});

test("after any number of failures, repeated applies replace the authorizer, and repeated destroys restore the former default", async () => {
  const fault = fc.record({
    after: fc.nat(25),
    done: fc.boolean(),
    forGood: fc.boolean(),
    kind: fc.constantFrom("transient" as const, "denied" as const, "conflict" as const),
  });
  const faults = fc.array(fault, { maxLength: 6 });
  const scenario = fc.constantFrom(...SCENARIOS);
  await fc.assert(
    fc.asyncProperty(
      scenario,
      fc.constantFrom(...CONFLICTS),
      faults,
      faults,
      async (where, conflicts, first, second) => {
        const iot = region(where);
        iot.conflicts = conflicts;
        watch(iot, where);
        const untilDone = async (acts: readonly Act[], whatFails: typeof first) => {
          let left = acts;
          for (const { after, ...rest } of whatFails) {
            iot.fault = { ...rest, at: iot.calls.length + after };
            left = await carryOut(iot, left, where.takeOver ?? false);
          }
          iot.fault = undefined;
          expectEqual(await carryOut(iot, left, where.takeOver ?? false), []);
        };
        await untilDone(replacing(OURS, NEW), first);
        expectEqual(
          { default: iot.default, remembered: rememberedBy(iot, NEW), ...leftOvers(iot) },
          { default: NEW, remembered: where.memory, ...CLEAN },
        );
        iot.after = () => {};
        await untilDone(destroying(NEW), second);
        expectEqual({ default: iot.default, ...leftOvers(iot) }, { default: where.afterDestroy, ...CLEAN });
      },
    ),
    { numRuns: 2_000 },
  );
});
