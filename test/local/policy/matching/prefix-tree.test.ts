import fc from "fast-check";
import { PrefixTree } from "../../../../local/policy/matching/prefix-tree";

describe("a prefix tree", () => {
  test("finds the keys that a text begins with, shortest first", () => {
    const tree = new PrefixTree<string>();
    for (const key of ["a/b/c", "a/", "a/b/", "a/x", ""]) tree.at(key, () => key);
    expect(tree.under("a/b/c/d")).toEqual(["", "a/", "a/b/", "a/b/c"]);
    expect(tree.under("a/")).toEqual(["", "a/"]);
    expect(tree.under("b")).toEqual([""]);
  });

  test("finds reversed keys at the end of a text", () => {
    const tree = new PrefixTree<string>();
    for (const key of ["c/b", "c/", "", "b/a", "c/b/a/"]) tree.at(key, () => key);
    expect(tree.underReversed("a/b/c")).toEqual(["", "c/", "c/b"]);
  });

  test("creates the value of a key once", () => {
    const tree = new PrefixTree<number[]>();
    tree.at("a", () => []).push(1);
    tree.at("a", () => []).push(2);
    expect(tree.under("abc")).toEqual([[1, 2]]);
  });

  test("finds the same values as comparing every key, in any order of insertion", () => {
    const key = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(key, { maxLength: 20 }), key, (keys, text) => {
        const tree = new PrefixTree<string>();
        for (const each of keys) tree.at(each, () => each);
        const expected = [...new Set(keys)].filter((each) => text.startsWith(each));
        expected.sort((one, other) => one.length - other.length);
        expect(tree.under(text)).toEqual(expected);
        expect(tree.underReversed([...text].reverse().join(""))).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
