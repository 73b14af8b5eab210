import type { Part } from "./combine";

/** Where something stands: its level from the top, and the middle of its place from the left. */
export interface Place {
  readonly level: number;
  readonly x: number;
}

/** A drawing without its looks. */
export interface Layout {
  readonly levels: number;
  readonly width: number;
  readonly places: ReadonlyMap<string, Place>;
  /** Ways from what is needed to what needs it, with a place on every level they cross. */
  readonly ways: readonly (readonly string[])[];
}

export const [BOX_WIDTH, BOX_HEIGHT] = [236, 62];
/** From the top of a level to the top of the next. */
export const LEVEL_HEIGHT = 98;
/** Widths: of a box with its margins, and of a line that passes between boxes. */
const [BOX, LINE] = [BOX_WIDTH + 20, 24];

/** What a layout has to know of a part of the drawing. */
type Placed = Pick<Part, "id" | "needs">;

/** Puts everything one level below the last thing it needs, and lines where no box is. */
export function layOut(nodes: readonly Placed[]): Layout {
  const ids = new Set(nodes.map(({ id }) => id));
  const levelOf = levels(nodes);
  const ways = nodes.flatMap(({ id, needs }) => needs.map((need) => [need, ...between(need, id, levelOf), id]));
  const count = Math.max(...levelOf.values()) + 1;
  const lists = Array.from({ length: count }, (_, at) => [...levelOf.keys()].filter((id) => levelOf.get(id) === at));
  const widthOf = (id: string) => (ids.has(id) ? BOX : LINE);
  const widths = lists.map((list) => list.reduce((sum, id) => sum + widthOf(id), 0));
  const width = Math.max(...widths);

  const places = new Map<string, Place>();
  lists.forEach((list, level) => {
    let x = (width - (widths[level] ?? 0)) / 2;
    for (const id of sortedByNeighbours(list, ways, places)) {
      places.set(id, { level, x: x + widthOf(id) / 2 });
      x += widthOf(id);
    }
  });
  return { levels: count, width, places, ways };
}

/** Levels by id. What needs nothing stands just above whatever needs it first. */
function levels(nodes: readonly Placed[]): Map<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Map<string, number>();
  const level = (id: string): number => {
    const known = found.get(id) ?? Math.max(-1, ...(byId.get(id)?.needs ?? []).map(level)) + 1;
    found.set(id, known);
    return known;
  };
  for (const { id } of nodes) level(id);
  for (const { id } of nodes.filter(({ needs }) => needs.length === 0)) {
    const users = nodes.filter(({ needs }) => needs.includes(id)).map((user) => found.get(user.id) ?? 0);
    found.set(id, users.length === 0 ? 0 : Math.min(...users) - 1);
  }
  return found;
}

/** Places for a way on the levels between its ends; adds them to the levels. */
function between(from: string, to: string, levelOf: Map<string, number>): string[] {
  const [first, last] = [levelOf.get(from) ?? 0, levelOf.get(to) ?? 0];
  return Array.from({ length: last - first - 1 }, (_, index) => {
    const id = `${from} > ${to} > ${index}`;
    levelOf.set(id, first + 1 + index);
    return id;
  });
}

/** A level in the order of what its members are joined to above, so that few lines cross. */
function sortedByNeighbours(
  list: readonly string[],
  ways: readonly (readonly string[])[],
  places: ReadonlyMap<string, Place>,
): string[] {
  const middle = (id: string) => {
    const before = ways.flatMap((way) => places.get(way[way.indexOf(id) - 1] ?? "")?.x ?? []);
    return before.length === 0 ? Number.POSITIVE_INFINITY : before.reduce((sum, x) => sum + x, 0) / before.length;
  };
  return [...list].sort((a, b) => {
    const [left, right] = [middle(a), middle(b)];
    if (left === right) return a < b ? -1 : 1;
    return left < right ? -1 : 1;
  });
}
