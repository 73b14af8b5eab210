import fc from "fast-check";
import { handoverName } from "../../../infra/default-authorizer/names";
import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { type Call, FakeIot } from "./fake-iot";
import { OURS, OWNER, runStep } from "./run-step";

const NAMES = [OURS, "before", "theirs", "others"] as const;

/** A change by another program between two calls of the step. */
type Meddling =
  | { readonly does: "set"; readonly name: (typeof NAMES)[number] }
  | { readonly does: "clear" }
  | { readonly does: "switch off" | "delete"; readonly name: "theirs" | "others" };

const meddling: fc.Arbitrary<Meddling> = fc.oneof(
  fc.record({ does: fc.constant("set" as const), name: fc.constantFrom(...NAMES) }),
  fc.constant({ does: "clear" as const }),
  fc.record({
    does: fc.constantFrom("switch off" as const, "delete" as const),
    name: fc.constantFrom("theirs" as const, "others" as const),
  }),
);

const world = fc.record({
  start: fc.constantFrom(...NAMES, undefined),
  memory: fc.constantFrom("", "theirs", "others/cleared", "before"),
  setOther: fc.boolean(),
  takeOver: fc.boolean(),
  command: fc.constantFrom("set" as const, "release" as const, "guard" as const),
  /** By the number of the step's call before which they happen. */
  meddlings: fc.dictionary(fc.nat(20).map(String), meddling, { maxKeys: 6 }),
  fault: fc.option(
    fc.record({
      at: fc.nat(20),
      done: fc.boolean(),
      forGood: fc.boolean(),
      kind: fc.constantFrom("transient" as const, "denied" as const),
    }),
    { nil: undefined },
  ),
});

function meddle(iot: FakeIot, what: Meddling): void {
  if (what.does === "clear") iot.default = undefined;
  if (what.does === "set" && iot.authorizers.has(what.name)) iot.default = what.name;
  const stored = what.does === "switch off" ? iot.authorizers.get(what.name) : undefined;
  if (stored) stored.active = false;
  // AWS does not delete an authorizer that is the default.
  if (what.does === "delete" && iot.default !== what.name) iot.authorizers.delete(what.name);
}

const isOurs = (name: string | undefined) => name === OURS || name === "before" || name === handoverName(OWNER);

test("a default of another stack that the step has seen is never replaced against the rules, for any concurrent changes and failures", async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ start, memory, setOther, takeOver, command, meddlings, fault }) => {
      const iot = new FakeIot()
        .add(OURS, { owner: OWNER, previous: memory })
        .add("before", { owner: OWNER })
        .add("theirs")
        .add("others");
      iot.default = start;
      iot.conflicts.setOther = setOther;
      iot.fault = fault;
      const offences: string[] = [];
      let wasCleared = false;
      iot.before = (call: Call, index) => {
        const what = meddlings[String(index)];
        if (what) meddle(iot, what);
        if (call === "deleteAuthorizer" && iot.lastSeen === handoverName(OWNER))
          offences.push("the default was deleted");
        if (call !== "setDefault" && call !== "clearDefault") return;
        // A set after a clear does not look first, to leave the Region without a default for as short a time as
        // possible.
        const seen = wasCleared ? undefined : iot.lastSeen;
        wasCleared = call === "clearDefault";
        if (seen === undefined || isOurs(seen)) return;
        if (command !== "set") offences.push(`${call} although ${seen} was the default`);
        if (command === "set" && !takeOver) offences.push(`${call} without leave although ${seen} was the default`);
        if (iot.memoryOf(OURS)?.split(/[+/]/)[0] !== seen) offences.push(`${call} before ${seen} was remembered`);
      };
      const { code } = await runStep(iot, command, { takeOver });
      expect(offences).toEqual([]);
      expect(code).not.toBe(EXIT.unexpected);
    }),
    { numRuns: 3_000 },
  );
});

test("a second run without disturbance succeeds after any concurrent changes and failures of the first", async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ start, memory, setOther, command, meddlings, fault }) => {
      const iot = new FakeIot()
        .add(OURS, { owner: OWNER, previous: memory })
        .add("before", { owner: OWNER })
        .add("theirs")
        .add("others");
      iot.default = start;
      iot.conflicts.setOther = setOther;
      iot.fault = fault;
      iot.before = (_call, index) => {
        const what = meddlings[String(index)];
        if (what) meddle(iot, what);
      };
      await runStep(iot, command, { takeOver: true });
      [iot.fault, iot.before] = [undefined, () => {}];
      const { code } = await runStep(iot, command, { takeOver: true });
      expect(code).toBe(EXIT.ok);
      if (command === "set") expect(iot.default).toBe(OURS);
      else if (command === "guard") expect(iot.default).not.toBe(OURS);
      else expect(isOurs(iot.default)).toBe(false);
    }),
    { numRuns: 3_000 },
  );
});
