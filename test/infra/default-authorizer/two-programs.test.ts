import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { FakeIot } from "./fake-iot";
import { type Ended, interleave, type Program } from "./interleave";
import { runStep } from "./run-step";

/** Makes an account with the stacks `a` and `b`. @param current The default, which may be another stack's */
const account = (current: string | undefined, previous?: string) => () => {
  const iot = new FakeIot().add("a", { owner: "a", ...(previous ? { previous } : {}) }).add("b", { owner: "b" });
  iot.add("theirs").default = current;
  return iot;
};
const set = (stack: string, takeOver = false): Program => ({ command: "set", stack, takeOver });

/** Destroys a stack: releases its default, then removes its authorizer. */
async function destroy(iot: FakeIot, stack: string): Promise<void> {
  const { code } = await runStep(iot, "release", { authorizerName: stack, owner: stack });
  expect(code).toBe(EXIT.ok);
  expect(iot.default).not.toBe(stack);
  iot.authorizers.delete(stack);
}

/** Copies an account, for several continuations from the same state. */
function copyOf({ authorizers, default: current }: FakeIot): FakeIot {
  const copy = new FakeIot();
  copy.authorizers.clear();
  for (const [name, stored] of authorizers) copy.authorizers.set(name, { ...stored, tags: new Map(stored.tags) });
  copy.default = current;
  return copy;
}

test.each([false, true])(
  "of two stacks that find no default, exactly one makes its authorizer the default, and the other reports it (409 when another is set: %s)",
  async (setOther) => {
    const world = () => {
      const iot = account(undefined)();
      iot.conflicts.setOther = setOther;
      return iot;
    };
    const ends = await interleave(world, [set("a"), set("b")], ({ iot, codes, lines, steps }) => {
      const winner = iot.default === "a" ? 0 : 1;
      expect({ steps, default: iot.default, codes }).toEqual({
        steps,
        default: "ab"[winner],
        codes: winner === 0 ? [EXIT.ok, EXIT.foreign] : [EXIT.foreign, EXIT.ok],
      });
      expect(lines[1 - winner]?.at(-1)).toContain(`got: "${iot.default}"`);
    });
    expect(ends).toBeGreaterThan(1);
  },
);

test("of two stacks that take over at the same time, the one that is not the default reports it or is remembered by the other, and destroying both in either order restores the former default", async () => {
  const check = async ({ iot, codes, steps }: Ended): Promise<void> => {
    const [winner, loser] = iot.default === "a" ? [0, 1] : [1, 0];
    const memory = iot.memoryOf("ab"[winner] ?? "")?.split("+") ?? [];
    expect({ steps, default: iot.default, ok: codes[winner] }).toEqual({ steps, default: "ab"[winner], ok: EXIT.ok });
    expect({ steps, memory }).toEqual({ steps, memory: expect.arrayContaining(["theirs"]) });
    if (codes[loser] === EXIT.ok) expect({ steps, latest: memory[0] }).toEqual({ steps, latest: "ab"[loser] });
    else expect([EXIT.foreign, EXIT.aws]).toContain(codes[loser]);
    for (const order of [
      ["a", "b"],
      ["b", "a"],
    ]) {
      const after = copyOf(iot);
      for (const stack of order) await destroy(after, stack);
      expect({ steps, order, default: after.default }).toEqual({ steps, order, default: "theirs" });
    }
  };
  expect(await interleave(account("theirs"), [set("a", true), set("b", true)], check)).toBeGreaterThan(1);
});

test("a stack that takes over during another's release becomes the default or reports that it did not, and destroying both restores the former default", async () => {
  const programs = [{ command: "release", stack: "a" }, set("b", true)] as const;
  const ends = await interleave(account("a", "theirs"), programs, async ({ iot, codes, steps }) => {
    expect({ steps, released: codes[0] }).toEqual({ steps, released: EXIT.ok });
    expect({ steps, code: codes[1] }).toEqual({ steps, code: iot.default === "b" ? EXIT.ok : EXIT.foreign });
    await destroy(iot, "a");
    await destroy(iot, "b");
    expect({ steps, default: iot.default }).toEqual({ steps, default: "theirs" });
  });
  expect(ends).toBeGreaterThan(1);
});
