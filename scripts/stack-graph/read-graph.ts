/** A resource or data source of a stack, and what it depends on. */
export interface Node {
  /** Terraform's address: `aws_lambda_function.authorizer`. */
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** Whether it is a data source. */
  readonly isData: boolean;
  /** Whether this configuration switches it off: `count` is 0. */
  readonly isOff: boolean;
  /** Ids of the nodes that it refers to, except those that another of them refers to; sorted. */
  readonly needs: readonly string[];
}

type Blocks = Readonly<
  Record<string, Readonly<Record<string, { readonly count?: unknown; readonly [setting: string]: unknown }>>>
>;

/** The parts of a stack's Terraform JSON that are drawn. */
export interface StackJson {
  readonly resource?: Blocks;
  readonly data?: Blocks;
}

/** Resources and data sources of a stack, in order of their ids. */
export function readGraph({ resource = {}, data = {} }: StackJson): Node[] {
  const blocks = [...entriesOf(resource, ""), ...entriesOf(data, "data.")].sort((a, b) => (a.id < b.id ? -1 : 1));
  const mentioned = new Map(
    blocks.map(({ id, block }) => {
      const text = JSON.stringify({ ...block, "//": undefined });
      return [id, blocks.map((other) => other.id).filter((other) => other !== id && mentions(text, other))];
    }),
  );
  return blocks.map(({ id, type, name, block }) => {
    const needs = mentioned.get(id) ?? [];
    const indirect = new Set(needs.flatMap((need) => [...reachable(need, mentioned)]));
    return {
      id,
      type,
      name,
      isData: id.startsWith("data."),
      isOff: block.count === 0,
      needs: needs.filter((need) => !indirect.has(need)),
    };
  });
}

function entriesOf(blocks: Blocks, prefix: string) {
  return Object.entries(blocks).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, block]) => ({ id: `${prefix}${type}.${name}`, type, name, block })),
  );
}

/** Whether a text holds an address: not as the end of `data.…`, not as the beginning of a longer name. */
function mentions(text: string, id: string): boolean {
  return new RegExp(`(?<![\\w.-])${id.replaceAll(".", "\\.")}(?![\\w-])`).test(text);
}

function reachable(from: string, needs: ReadonlyMap<string, readonly string[]>, seen = new Set<string>()): Set<string> {
  for (const next of needs.get(from) ?? []) {
    if (seen.has(next)) continue;
    seen.add(next);
    reachable(next, needs, seen);
  }
  return seen;
}
