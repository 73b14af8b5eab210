interface Node<Value> {
  label: string;
  value?: Value;
  children: Map<number, Node<Value>>;
}

/**
 * Maps text keys to values. A lookup finds the values of all keys with which a text begins; its cost is at most the
 * length of the text, whatever the number of keys.
 * @example
 * const tree = new PrefixTree<string[]>();
 * tree.at("topic/a/", () => []).push("statement 1");
 * tree.under("topic/a/b"); // [["statement 1"]]
 */
export class PrefixTree<Value> {
  readonly #root: Node<Value> = { label: "", children: new Map() };

  /** Returns the value of exactly this key. If there is none, the result of `create` is added. */
  at(key: string, create: () => Value): Value {
    let node = this.#root;
    for (let at = 0; at < key.length; ) {
      node = childFor(node, key, at);
      at += node.label.length;
    }
    node.value ??= create();
    return node.value;
  }

  /** Returns the values of all keys with which the text begins, shortest key first. */
  under(text: string): Value[] {
    return this.#along((at) => text.charCodeAt(at));
  }

  /** The same for the reversed text, without building it. Keys must be reversed too. */
  underReversed(text: string): Value[] {
    const last = text.length - 1;
    return this.#along((at) => text.charCodeAt(last - at));
  }

  /** `codeAt` returns NaN beyond the end of the text, which no label and no child has. */
  #along(codeAt: (at: number) => number): Value[] {
    const found: Value[] = [];
    let node: Node<Value> | undefined = this.#root;
    for (let at = 0; node !== undefined; ) {
      const end: number = at + node.label.length;
      // Stryker disable next-line ConditionalExpression,EqualityOperator: beyond the label is NaN, which nothing
      // equals.
      for (let from = at; at < end && codeAt(at) === node.label.charCodeAt(at - from); ) at += 1;
      if (at < end) break;
      if (node.value !== undefined) found.push(node.value);
      node = node.children.get(codeAt(at));
    }
    return found;
  }
}

/**
 * Returns the child whose label the key has at this position. An existing child is split where its label differs from
 * the key.
 */
function childFor<Value>(node: Node<Value>, key: string, at: number): Node<Value> {
  const code = key.charCodeAt(at);
  const child = node.children.get(code);
  if (child === undefined) {
    const leaf: Node<Value> = { label: key.slice(at), children: new Map() };
    node.children.set(code, leaf);
    return leaf;
  }
  const shared = sharedLength(child.label, key, at);
  if (shared === child.label.length) return child;
  const fork: Node<Value> = { label: child.label.slice(0, shared), children: new Map() };
  node.children.set(code, fork);
  fork.children.set(child.label.charCodeAt(shared), child);
  child.label = child.label.slice(shared);
  return fork;
}

function sharedLength(label: string, key: string, at: number): number {
  let length = 0;
  // Stryker disable next-line ConditionalExpression,EqualityOperator: beyond the label is NaN, which nothing equals.
  while (length < label.length && label.charCodeAt(length) === key.charCodeAt(at + length)) length += 1;
  return length;
}
