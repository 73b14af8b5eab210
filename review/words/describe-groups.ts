import type { GroupChange, TimeChange } from "../access/compare-groups";
import { permissions } from "./rule-words";
import { list, type Sentence, say } from "./sentence";

const UNITS = [
  [3600, "h"],
  [60, "min"],
  [1, "s"],
] as const;

/**
 * Writes a number of seconds as hours, minutes and seconds.
 * @example duration(5400) // "1 h 30 min"
 */
function duration(seconds: number): string {
  let rest = seconds;
  const parts = UNITS.flatMap(([size, unit]) => {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    return whole > 0 ? [`${whole} ${unit}`] : [];
  });
  return parts.join(" ") || "0 s";
}

/**
 * Describes the changes of groups' rules: one line for each new, removed or rewritten group and for each kind of gained
 * or lost rules.
 */
export function describeGroups(groups: readonly GroupChange[]): Sentence[] {
  return groups.flatMap((group) => {
    const { name, kind, rules } = group;
    if (kind === "new") return [say`New group ${name}: may ${list(permissions(rules.gained))}`];
    if (kind === "removed") return [say`Group ${name} is removed: it could ${list(permissions(rules.lost))}`];
    return [
      ...permissions(rules.gained, "before only").map((permission) => say`${name} may now ${permission}`),
      ...permissions(rules.lost, "still").map((permission) => say`${name} may no longer ${permission}`),
      ...(rules.rewritten ? [say`${name} has its rules written differently, which allow the same`] : []),
      ...time(group.disconnectAfterSeconds, say`Connections of ${name} end after`),
      ...time(group.refreshAfterSeconds, say`Changes reach connected users of ${name} within`),
    ];
  });
}

function time(change: TimeChange | undefined, what: Sentence): Sentence[] {
  return change ? [say`${what} ${[duration(change.after)]} (before: ${[duration(change.before)]})`] : [];
}
