import type { Node } from "./read-graph";

/** What is drawn as one box: a resource, or several of a type that stand in the same place. */
export interface Part extends Pick<Node, "id" | "type" | "isData" | "needs"> {
  /** Names of the resources, sorted. */
  readonly names: readonly string[];
  /** Only there where a configuration asks for it. */
  readonly isOptional: boolean;
}

/**
 * Puts two graphs of the same stack together.
 * @param plain The stack as it is configured
 * @param full The same with everything that a configuration can ask for
 */
export function combine(plain: readonly Node[], full: readonly Node[]): Part[] {
  const always = new Set(plain.filter(({ isOff }) => !isOff).map(({ id }) => id));
  const onlyPlain = plain.filter(({ id }) => !full.some((node) => node.id === id));
  const parts = [...full, ...onlyPlain].map((node) => ({ ...node, isOptional: !always.has(node.id) }));
  return grouped(parts).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Every `terraform_data` has a use of its own, while resources of any other type in the same place share one. */
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
