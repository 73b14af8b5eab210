import fc from "fast-check";
import { globDistance } from "../../../../local/policy/explaining/edit-distance";
import { matchGlob, parseGlob } from "../../../../local/policy/matching/match-pattern";

const distance = (pattern: string, text: string, limit = Number.POSITIVE_INFINITY) =>
  globDistance(parseGlob(pattern), text, limit);

describe("the distance of a pattern from a text", () => {
  test.each([
    ["a/b", "a/b", 0],
    ["a/b", "a/c", 1],
    ["a/b", "a/bc", 1],
    ["a/bc", "a/b", 1],
    ["a/c/*", "a/b", 2],
    ["a/*", "a/anything/else", 0],
    ["a?c", "abc", 0],
    ["*x", "abc", 1],
    ["", "abc", 3],
    ["kitten", "sitting", 3],
  ])("%j from %j is %d", (pattern, text, expected) => {
    expect(distance(pattern, text)).toBe(expected);
  });

  test("is limit + 1 beyond the limit", () => {
    expect(distance("abcdef", "uvwxyz", 3)).toBe(4);
    expect(distance("abcdef", "abcxyz", 3)).toBe(3);
    expect(distance("abcdef", "abcde", 1)).toBe(1);
    expect(distance("abc?", "xxxxabcd", 4)).toBe(4);
    expect(distance("a", "abcdef", 3)).toBe(4);
    expect(distance("abcdef", "a", 3)).toBe(4);
  });

  const word = (...units: readonly string[]) => fc.string({ unit: fc.constantFrom(...units), maxLength: 8 });

  test("is 0 exactly if the pattern matches", () => {
    fc.assert(
      fc.property(word("a", "b", "*", "?"), word("a", "b"), (pattern, text) => {
        expect(distance(pattern, text) === 0).toBe(matchGlob(parseGlob(pattern), text));
      }),
      { numRuns: 3000 },
    );
  });

  test("agrees with the plain recursive definition", () => {
    const slow = (pattern: string, text: string): number => {
      if (pattern === "") return text.length;
      const [first = "", rest] = [pattern[0], pattern.slice(1)];
      if (first === "*") return Math.min(slow(rest, text), text === "" ? Infinity : slow(pattern, text.slice(1)));
      const options = [slow(rest, text) + 1];
      if (text !== "")
        options.push(
          slow(pattern, text.slice(1)) + 1,
          slow(rest, text.slice(1)) + (first === "?" || first === text[0] ? 0 : 1),
        );
      return Math.min(...options);
    };
    const short = (...units: readonly string[]) => fc.string({ unit: fc.constantFrom(...units), maxLength: 5 });
    fc.assert(
      fc.property(short("a", "b", "*", "?"), short("a", "b"), fc.nat(5), (pattern, text, limit) => {
        const expected = slow(pattern, text);
        expect(distance(pattern, text)).toBe(expected);
        expect(distance(pattern, text, limit)).toBe(Math.min(expected, limit + 1));
      }),
      { numRuns: 2000 },
    );
  });
});
