import fc from "fast-check";
import { compareDigests, digestOfSet, MAX_TOLD } from "../../infra/set-digest";

/** Returns numbers that are as far apart as hashes. */
const numbers = (count: number, from = 0): bigint[] =>
  Array.from({ length: count }, (_, i) => BigInt(from + i + 1) ** 97n % 2n ** 249n);
const compare = (before: readonly bigint[], after: readonly bigint[]) => {
  const found = compareDigests(digestOfSet(before), digestOfSet(after), { before: before.length, after: after.length });
  return found && { added: sorted(found.added), removed: sorted(found.removed) };
};
const sorted = (of: readonly bigint[]) => [...of].sort((one, other) => (one < other ? -1 : 1));

describe("the digest of a set", () => {
  it("has the same length for any number of elements, and does not depend on their order", () => {
    expect([0, 1, 300].map((count) => digestOfSet(numbers(count)).length)).toEqual([342, 342, 342]);
    expect(digestOfSet(numbers(50).reverse())).toBe(digestOfSet(numbers(50)));
  });

  it("shows exactly the added and removed elements, up to the maximum", () => {
    const set = numbers(300);
    fc.assert(
      fc.property(fc.nat({ max: MAX_TOLD }), fc.nat({ max: MAX_TOLD }), (added, removed) => {
        const change = compare(set, [...set.slice(removed), ...numbers(added, 1000)]);
        const told = { added: sorted(numbers(added, 1000)), removed: sorted(set.slice(0, removed)) };
        expect(change).toEqual(added + removed <= MAX_TOLD ? told : undefined);
      }),
      { numRuns: 40 },
    );
  });

  it("shows changes from and to an empty set, and the element 0", () => {
    expect(compare([], [])).toEqual({ added: [], removed: [] });
    expect(compare([], [1n, 2n])).toEqual({ added: [1n, 2n], removed: [] });
    expect(compare([0n, 2n], [])).toEqual({ added: [], removed: [0n, 2n] });
  });

  it("shows no elements of more changes, even if the sizes are wrong", () => {
    expect(compare(numbers(300), numbers(300, 4))).toBeUndefined();
    expect(compareDigests(digestOfSet([1n]), digestOfSet([2n]), { before: 2, after: 1 })).toBeUndefined();
    expect(compareDigests(digestOfSet([1n]), digestOfSet([2n]), { before: 1, after: 2 })).toBeUndefined();
  });

  it.each([
    "",
    "x",
    digestOfSet([1n]).slice(4),
    Buffer.alloc(256).toString("base64url"),
    Buffer.alloc(256, 255).toString("base64url"),
  ])("shows no elements for an invalid digest: %j", (other) => {
    expect(compareDigests(other, digestOfSet([1n]), { before: 1, after: 1 })).toBeUndefined();
    expect(compareDigests(digestOfSet([1n]), other, { before: 1, after: 1 })).toBeUndefined();
  });
});
