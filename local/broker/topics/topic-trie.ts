interface Node<T> {
  children?: Map<string, Node<T>>;
  /** The child for `+`. */
  plus?: Node<T>;
  /** Value of the filter that ends at this node. */
  value?: T;
  /** Value of the filter that ends with `#` below this node. */
  below?: T;
}

/**
 * A tree of filters with wildcards, by level. The time to find the filters that match a topic depends on the number of
 * its levels (at most 2 to the power of 8, since AWS allows 8 levels), not on the number of filters.
 *
 * AWS deviates from MQTT: `a/#` matches `a/` and `a/b`, but not `a`.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-differences
 * @example
 * const trie = new TopicTrie<string>();
 * trie.set(["a", "+"], "first");
 * trie.match(["a", "b"], false, (value) => console.log(value)); // first
 */
export class TopicTrie<T> {
  private readonly root: Node<T> = {};
  private count = 0;

  /** Number of filters. */
  get size(): number {
    return this.count;
  }

  get(levels: readonly string[]): T | undefined {
    let node: Node<T> | undefined = this.root;
    for (const level of levels) {
      if (level === "#") return node.below;
      node = level === "+" ? node.plus : node.children?.get(level);
      if (!node) return undefined;
    }
    return node.value;
  }

  set(levels: readonly string[], value: T): void {
    let node = this.root;
    for (const level of levels) {
      if (level === "#") {
        if (node.below === undefined) this.count++;
        node.below = value;
        return;
      }
      node = childFor(node, level);
    }
    if (node.value === undefined) this.count++;
    node.value = value;
  }

  delete(levels: readonly string[]): void {
    this.remove(this.root, levels, 0);
  }

  /**
   * Calls `visit` once for each filter that matches the topic.
   * @param reserved whether the topic begins with `$`, so that a wildcard in the first level does not match it (MQTT 5,
   * 4.7.2)
   */
  match(levels: readonly string[], reserved: boolean, visit: (value: T) => void): void {
    if (this.count > 0) descend(this.root, levels, 0, reserved, visit);
  }

  /** Removes a filter below a node. Returns whether the node is empty then. */
  private remove(node: Node<T>, levels: readonly string[], at: number): boolean {
    const level = levels[at];
    if (level === undefined || level === "#") {
      const key = level === undefined ? "value" : "below";
      if (node[key] !== undefined) this.count--;
      delete node[key];
    } else if (level === "+") {
      if (node.plus && this.remove(node.plus, levels, at + 1)) delete node.plus;
    } else {
      const child = node.children?.get(level);
      if (child && this.remove(child, levels, at + 1)) node.children?.delete(level);
      if (node.children?.size === 0) delete node.children;
    }
    return node.value === undefined && node.below === undefined && !node.plus && !node.children;
  }
}

function childFor<T>(node: Node<T>, level: string): Node<T> {
  if (level === "+") {
    node.plus ??= {};
    return node.plus;
  }
  node.children ??= new Map();
  let child = node.children.get(level);
  if (!child) {
    child = {};
    node.children.set(level, child);
  }
  return child;
}

function descend<T>(
  node: Node<T>,
  levels: readonly string[],
  at: number,
  reserved: boolean,
  visit: (value: T) => void,
): void {
  const level = levels[at];
  if (level === undefined) {
    if (node.value !== undefined) visit(node.value);
    return;
  }
  const wildcards = at > 0 || !reserved;
  if (wildcards && node.below !== undefined) visit(node.below);
  const child = node.children?.get(level);
  if (child) descend(child, levels, at + 1, reserved, visit);
  if (wildcards && node.plus) descend(node.plus, levels, at + 1, reserved, visit);
}
