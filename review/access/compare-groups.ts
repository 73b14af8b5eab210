import { compareRules, type RulesComparison } from "./compare-rules";
import type { ReviewedAccessMap, ReviewedGroup } from "./reviewed-access-map";

/** A changed time, seconds. */
export interface TimeChange {
  readonly before: number;
  readonly after: number;
}

/** Changes of a group's rules. */
export interface GroupChange {
  readonly name: string;
  readonly kind: "new" | "removed" | "changed";
  /** All rules of a new group are gained, and all rules of a removed group lost. */
  readonly rules: RulesComparison;
  /** Maximum duration of a connection. */
  readonly disconnectAfterSeconds?: TimeChange;
  /** Maximum time until a change reaches connected users. */
  readonly refreshAfterSeconds?: TimeChange;
  /** Whether users who are in the group before and after may do more, or for longer. A new group has no such users. */
  readonly widens: boolean;
  /** Whether users who are in the group before and after may do less, or for a shorter time. */
  readonly narrows: boolean;
}

const NOTHING: ReviewedGroup = {
  clientIds: [],
  publish: [],
  subscribe: [],
  retain: [],
  disconnectAfterSeconds: 0,
  refreshAfterSeconds: 0,
};

/** Compares the groups by name. */
export function compareGroups(
  before: ReviewedAccessMap | undefined,
  after: ReviewedAccessMap | undefined,
): GroupChange[] {
  const [old, now] = [new Map(Object.entries(before?.groups ?? {})), new Map(Object.entries(after?.groups ?? {}))];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    const rules = compareRules(was ?? NOTHING, is ?? NOTHING);
    if (!was || !is) {
      return [{ name, kind: was ? "removed" : "new", rules, widens: false, narrows: false } as const];
    }
    const change = changed(name, rules, was, is);
    return change.widens || change.narrows || rules.rewritten ? [change] : [];
  });
}

function changed(name: string, rules: RulesComparison, was: ReviewedGroup, is: ReviewedGroup): GroupChange {
  const disconnect = timeChange(was.disconnectAfterSeconds, is.disconnectAfterSeconds);
  const refresh = timeChange(was.refreshAfterSeconds, is.refreshAfterSeconds);
  const times = [disconnect, refresh].filter((time) => time !== undefined);
  return {
    name,
    kind: "changed",
    rules,
    ...(disconnect ? { disconnectAfterSeconds: disconnect } : {}),
    ...(refresh ? { refreshAfterSeconds: refresh } : {}),
    widens: rules.gained.length > 0 || times.some((time) => time.after > time.before),
    narrows: rules.lost.length > 0 || times.some((time) => time.after < time.before),
  };
}

function timeChange(before: number, after: number): TimeChange | undefined {
  return before === after ? undefined : { before, after };
}
