import fc from "fast-check";
import { compareDigests, digestOfSet, MAX_TOLD } from "../../infra/set-digest";

const texts = (count: number, from = 0): string[] => Array.from({ length: count }, (_, i) => `meter-${from + i}`);
const compare = (before: readonly string[], after: readonly string[]) =>
  compareDigests(digestOfSet(before), digestOfSet(after), { before: before.length, after: after.length });

describe("the digest of a set", () => {
  it("has the same length for any number of texts, and nothing to do with their order", () => {
    expect([0, 1, 300].map((count) => digestOfSet(texts(count)).length)).toEqual([214, 214, 214]);
    expect(digestOfSet(texts(50).reverse())).toBe(digestOfSet(texts(50)));
  });

  it("tells exactly how many were added and how many removed, as long as they are few", () => {
    const set = texts(300);
    fc.assert(
      fc.property(fc.nat({ max: MAX_TOLD }), fc.nat({ max: MAX_TOLD }), (added, removed) => {
        const change = compare(set, [...set.slice(removed), ...texts(added, 1000)]);
        expect(change).toEqual(added + removed <= MAX_TOLD ? { added, removed } : undefined);
      }),
      { numRuns: 60 },
    );
  });

  it("tells what fills and what empties a set", () => {
    expect(compare([], [])).toEqual({ added: 0, removed: 0 });
    expect(compare([], ["a", "b"])).toEqual({ added: 2, removed: 0 });
    expect(compare(["a", "b"], [])).toEqual({ added: 0, removed: 2 });
  });

  it("tells nothing of more changes, whatever the sizes say", () => {
    expect(compare(texts(300), texts(300, 4))).toBeUndefined();
    expect(compareDigests(digestOfSet(["a"]), digestOfSet(["b"]), { before: 2, after: 1 })).toBeUndefined();
    expect(compareDigests(digestOfSet(["a"]), digestOfSet(["b"]), { before: 1, after: 2 })).toBeUndefined();
  });

  it.each([
    "",
    "x",
    digestOfSet(["a"]).slice(4),
    Buffer.alloc(160).toString("base64url"),
    Buffer.alloc(160, 255).toString("base64url"),
  ])("tells nothing of what is none: %j", (other) => {
    expect(compareDigests(other, digestOfSet(["a"]), { before: 1, after: 1 })).toBeUndefined();
    expect(compareDigests(digestOfSet(["a"]), other, { before: 1, after: 1 })).toBeUndefined();
  });
});
