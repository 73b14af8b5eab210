import type { FunctionProcess } from "../../../local/functions/function-process";
import { IdleProcesses, KEPT, type Member } from "../../../local/functions/idle-processes";

const MILLISECONDS = 30_000;

function member(calls: number, usable = true): Member & { readonly kill: jest.Mock } {
  const kill = jest.fn(async () => {});
  const child = { usable, kill } as unknown as FunctionProcess;
  return { child, born: 0, since: performance.now(), calls, kill };
}

function idleWith(...members: readonly Member[]) {
  const gone: FunctionProcess[] = [];
  const idle = new IdleProcesses(MILLISECONDS, (child) => gone.push(child));
  for (const each of members) idle.add(each);
  return { idle, gone };
}

describe("idle processes", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it("are taken in the order of how many calls they had", () => {
    const { idle } = idleWith(member(3), member(7), member(0));
    expect([idle.take()?.calls, idle.take()?.calls, idle.take()?.calls, idle.take()]).toEqual([7, 3, 0, undefined]);
  });

  it("are not taken once they have ended", () => {
    const ended = member(7, false);
    const { idle, gone } = idleWith(ended, member(3));
    expect(idle.take()?.calls).toBe(3);
    expect(gone).toEqual([ended.child]);
    expect(idle.length).toBe(0);
  });

  it("are ended after a while, except those with the most calls", () => {
    const members = [member(5), member(1), member(9), member(2)];
    const { idle, gone } = idleWith(...members);
    jest.advanceTimersByTime(MILLISECONDS);
    expect(gone).toEqual([]);
    jest.advanceTimersByTime(MILLISECONDS);
    expect(members.map(({ kill }) => kill.mock.calls.length)).toEqual([0, 1, 0, 1]);
    expect(gone).toHaveLength(2);
    expect(idle.length).toBe(KEPT);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("are kept if they were used lately", () => {
    const { idle, gone } = idleWith(member(5), member(1), member(9));
    jest.advanceTimersByTime(MILLISECONDS - 1000);
    const used = [idle.take(), idle.take(), idle.take()];
    for (const each of used) if (each) idle.add(Object.assign(each, { since: performance.now() }));
    jest.advanceTimersByTime(2000);
    expect(gone).toEqual([]);
    idle.stop();
  });
});
