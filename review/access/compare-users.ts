import { compareRules, type RulesComparison } from "./compare-rules";
import { groupOf, type ReviewedAccessMap } from "./reviewed-access-map";
import { type ReviewedUser, readUserState } from "./reviewed-user";

/** Changes of one user. Changed rules of the user's group are not included. */
export interface UserChange {
  readonly name: string;
  /** Left out for a new user. */
  readonly before?: ReviewedUser;
  /** Left out for a removed user. */
  readonly after?: ReviewedUser;
  /** Differences between the rules of the old and the new group. Only for users who change groups. */
  readonly rules?: RulesComparison;
  readonly gains: boolean;
  readonly loses: boolean;
}

/** Compares the users by name; empty if the plan does not name them. */
export function compareUsers(
  before: ReviewedAccessMap | undefined,
  after: ReviewedAccessMap | undefined,
): UserChange[] {
  const [old, now] = [new Map(Object.entries(before?.users ?? {})), new Map(Object.entries(after?.users ?? {}))];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    if (was === is) return [];
    const states = { ...(was ? { before: readUserState(was) } : {}), ...(is ? { after: readUserState(is) } : {}) };
    // A changed secret does not change the state; `warnings/package-warnings.ts` reports it.
    if (JSON.stringify(states.before) === JSON.stringify(states.after)) return [];
    return [{ name, ...changeOfUser(states, before, after) }];
  });
}

/** A user before and after; at least one of both. */
interface States {
  readonly before?: ReviewedUser;
  readonly after?: ReviewedUser;
}

/** Returns the consequences of a user's changed state, from the rules of the groups before and after. */
export function changeOfUser(
  states: States,
  before: ReviewedAccessMap | undefined,
  after: ReviewedAccessMap | undefined,
): Omit<UserChange, "name"> {
  const rules = rulesOfMove(states, before, after);
  return { ...states, ...(rules ? { rules } : {}), ...gainsAndLoses(states, rules) };
}

function rulesOfMove(
  { before, after }: States,
  oldMap: ReviewedAccessMap | undefined,
  newMap: ReviewedAccessMap | undefined,
): RulesComparison | undefined {
  if (!before || !after || before.group === after.group) return undefined;
  const [from, to] = [groupOf(oldMap, before.group), groupOf(newMap, after.group)];
  return from && to ? compareRules(from, to) : undefined;
}

function gainsAndLoses(
  { before, after }: States,
  rules: RulesComparison | undefined,
): Pick<UserChange, "gains" | "loses"> {
  if (!before || before.disabled) return { gains: after !== undefined && !after.disabled, loses: false };
  if (!after || after.disabled) return { gains: false, loses: true };
  const [until, newUntil] = [expiry(before), expiry(after)];
  const moved = before.group !== after.group;
  return {
    gains: newUntil > until || (moved && (rules === undefined || rules.gained.length > 0)),
    loses: newUntil < until || (moved && (rules === undefined || rules.lost.length > 0)),
  };
}

/** @returns Milliseconds since 1970; infinity for a user who does not expire */
function expiry({ expiresAt }: ReviewedUser): number {
  return expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
}
