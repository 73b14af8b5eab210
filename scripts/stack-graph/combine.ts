import type { Node } from "./read-graph";

/** One box of the diagram: a resource, or several of one type with the same neighbours. */
export interface Part extends Pick<Node, "id" | "type" | "isData" | "needs"> {
  /** Names of the resources, sorted. */
  readonly names: readonly string[];
  /** Whether only some configurations have it. */
  readonly isOptional: boolean;
}

/**
 * Combines two graphs of the same stack.
 * @param plain The stack of the project's configuration
 * @param full The same stack with all settings that add resources
 */
export function combine(plain: readonly Node[], full: readonly Node[]): Part[] {
  const always = new Set(plain.filter(({ isOff }) => !isOff).map(({ id }) => id));
  const onlyPlain = plain.filter(({ id }) => !full.some((node) => node.id === id));
  const parts = [...full, ...onlyPlain].map((node) => ({ ...node, isOptional: !always.has(node.id) }));
  return grouped(parts).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * A key by which resources share a box: the name for `terraform_data`, whose resources differ in purpose, else the
 * type.
 */
function placeOf({ type, name }: Node): string {
  return type === "terraform_data" ? name : type;
}

function grouped(nodes: readonly (Node & Pick<Part, "isOptional">)[]): Part[] {
  const groups = new Map<string, (typeof nodes)[number][]>();
  for (const node of nodes) {
    const neededBy = nodes.filter(({ needs }) => needs.includes(node.id)).map(({ id }) => id);
    const key = JSON.stringify([node.type, node.isData, node.isOptional, node.needs, neededBy, placeOf(node)]);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const groupOf = new Map([...groups.values()].flatMap((group) => group.map(({ id }) => [id, group[0]?.id ?? id])));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { id, type, isData, isOptional, needs } = first;
    const names = group.map(({ name }) => name).sort();
    return [
      { id, type, isData, isOptional, names, needs: [...new Set(needs.map((need) => groupOf.get(need) ?? need))] },
    ];
  });
}
