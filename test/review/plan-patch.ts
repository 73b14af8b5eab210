import { isObject, sameJson } from "../../review/trusted/plan-json";

/** The difference between two JSON values, with which {@link patched} makes the second from the first. */
export type Patch =
  | { readonly value: unknown }
  | { readonly members: Readonly<Record<string, Patch>>; readonly without: readonly string[] }
  /**
   * Elements of the second list: the index of an equal element, the index of a similar one with a patch, or a new
   * value.
   */
  | { readonly elements: readonly (number | readonly [number, Patch] | { readonly value: unknown })[] };

/**
 * Returns the difference between two JSON values, which is small if little differs. Elements of lists are recognized by
 * their address, members by their name.
 * @example patchBetween({ a: 1, b: 2 }, { a: 1, b: 3 }) // { members: { b: { value: 3 } }, without: [] }
 */
export function patchBetween(from: unknown, to: unknown): Patch {
  if (isObject(from) && isObject(to)) {
    const changed = Object.keys(to).filter((name) => !Object.hasOwn(from, name) || !sameJson(from[name], to[name]));
    return {
      members: Object.fromEntries(
        changed.map((name) => [
          name,
          Object.hasOwn(from, name) ? patchBetween(from[name], to[name]) : { value: to[name] },
        ]),
      ),
      without: Object.keys(from).filter((name) => !Object.hasOwn(to, name)),
    };
  }
  if (!Array.isArray(from) || !Array.isArray(to)) return { value: to };
  const keys = from.map(keyOf);
  return {
    elements: to.map((element, index) => {
      const key = keyOf(element);
      const at = key === undefined ? index : keys.indexOf(key);
      if (at < 0 || at >= from.length) return { value: element };
      return sameJson(from[at], element) ? at : [at, patchBetween(from[at], element)];
    }),
  };
}

function keyOf(element: unknown): string | undefined {
  if (!isObject(element)) return undefined;
  const { address, deposed } = element;
  return address === undefined ? undefined : JSON.stringify([address, deposed]);
}

/** Applies a patch. @returns a new value; `from` is not changed */
export function patched(from: unknown, patch: Patch): unknown {
  if ("value" in patch) return patch.value;
  if ("elements" in patch) {
    const list = from as readonly unknown[];
    return patch.elements.map((element) => {
      if (typeof element === "number") return list[element];
      return "value" in element ? element.value : patched(list[element[0]], element[1]);
    });
  }
  const members = from as Readonly<Record<string, unknown>>;
  const kept = Object.entries(members).filter(([name]) => !patch.without.includes(name));
  const changed = Object.entries(patch.members).map(
    ([name, member]) => [name, patched(members[name], member)] as const,
  );
  return Object.fromEntries([...kept, ...changed]);
}
