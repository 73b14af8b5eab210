import type { CertificatesSettings } from "./certificates-schema";

type ThingGroups = CertificatesSettings["thingGroups"];

/** Maximum number of levels of thing groups. @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
export const MOST_LEVELS = 7;

/**
 * Returns the thing groups that a stack creates by level, parents before children: first those whose parent the stack does not create. Groups in a
 * cycle are in no level.
 * @example thingGroupLevels({ berlin: {}, roof: { parent: "berlin" } }) // [["berlin"], ["roof"]]
 */
export function thingGroupLevels(groups: ThingGroups): readonly (readonly string[])[] {
  const levels: string[][] = [];
  let above: readonly string[] | undefined;
  for (;;) {
    const level = Object.keys(groups).filter((name) => {
      const parent = groups[name]?.parent;
      const isMade = parent !== undefined && Object.hasOwn(groups, parent);
      return above === undefined ? !isMade : isMade && above.includes(parent);
    });
    if (level.length === 0) return levels;
    levels.push(level);
    above = level;
  }
}

/**
 * Returns the topmost group above a thing group, among those that the stack creates. A thing can be in only one group of a hierarchy.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-groups.html
 * @example thingGroupRoot({ berlin: {}, roof: { parent: "berlin" } }, "roof") // "berlin"
 */
export function thingGroupRoot(groups: ThingGroups, name: string): string {
  const passed = new Set([name]);
  for (let at = name; ; ) {
    const parent = groups[at]?.parent;
    if (parent === undefined || passed.has(parent)) return at;
    passed.add(parent);
    at = parent;
  }
}
