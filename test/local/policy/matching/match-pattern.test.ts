import fc from "fast-check";
import { ANY_ONE, ANY_RUN, matchGlob, parseGlob, pushPart } from "../../../../local/policy/matching/match-pattern";
import { slowMatch, slowPattern } from "../reference";

const matches = (pattern: string, text: string) => matchGlob(parseGlob(pattern), text);

describe("the wildcard matcher", () => {
  test.each([
    ["a literal matches itself", "topic/a", "topic/a", true],
    ["a literal matches nothing longer", "topic/a", "topic/ab", false],
    ["a literal matches nothing shorter", "topic/ab", "topic/a", false],
    ["case matters", "topic/A", "topic/a", false],
    ["* crosses /", "topic/*", "topic/a/b/c", true],
    ["* matches nothing at all", "topic/*", "topic/", true],
    ["* in the middle crosses /", "some/*/topic", "some/a/b/topic", true],
    ["* in the middle needs the end", "some/*/topic", "some/a/topics", false],
    ["* at the start", "*/x", "a/b/x", true],
    ["* takes a later occurrence when the first leads nowhere", "*ab", "abab", true],
    ["text that the head and the tail would share does not count twice", "ab*ba", "aba", false],
    ["neighbouring * count as one", "a**b", "ab", true],
    ["? is one character", "some/?????/topic", "some/abcde/topic", true],
    ["? is not none", "a?", "a", false],
    ["? is not two", "a?", "abc", false],
    ["? also matches /", "a?b", "a/b", true],
    ["? is a whole character outside the basic plane", "a?b", "a😀b", true],
    ["? is one character at the end of the basic plane", "a?b", "a\uffffb", true],
    ["? is one character at the beginning of the next plane", "a?b", "a\u{10000}b", true],
    ["? at the end needs a character", "a*b?", "ab", false],
    ["two ? are not one character outside the basic plane", "a??b", "a😀b", false],
    ["*? needs one character", "a*?", "a", false],
    ["?* needs one character", "a?*", "ab", true],
    ["+ is an ordinary character", "department/+/employees", "department/engineering/employees", false],
    ["+ matches +", "department/+/employees", "department/+/employees", true],
    ["# is an ordinary character", "location/#", "location/Seattle", false],
    ["# matches #", "location/#", "location/#", true],
    ["characters with a meaning in regular expressions have none", "a.c[x](y|z)^$", "abcx", false],
    ["the empty pattern matches the empty text", "", "", true],
    ["the empty pattern matches nothing else", "", "a", false],
    ["* alone matches the empty text", "*", "", true],
  ])("%s", (_title, pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test("a hostile pattern is matched in limited time", () => {
    expect(matches(`${"*a".repeat(20)}*b`, "a".repeat(30))).toBe(false);
    expect(matches(`${"*a".repeat(1000)}*b`, "a".repeat(2000))).toBe(false);
    expect(matches(`${"*?a".repeat(300)}*b`, "a".repeat(2000))).toBe(false);
    expect(matches(`${"*a".repeat(20)}*b`, `${"a".repeat(2000)}b`)).toBe(true);
  });

  test("it agrees with a slow reference on any pattern and text", () => {
    const few = (...units: readonly string[]) => fc.string({ unit: fc.constantFrom(...units), maxLength: 12 });
    fc.assert(
      fc.property(few("a", "b", "/", "*", "?", "+", "😀"), few("a", "b", "/", "*", "+", "😀"), (pattern, text) => {
        expect(matches(pattern, text)).toBe(slowMatch(slowPattern(pattern) ?? [], text));
      }),
      { numRuns: 5000 },
    );
  });

  test("it agrees with a slow reference on texts made from the pattern", () => {
    const piece = fc.oneof(fc.constantFrom("*", "?"), fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 4 }));
    const filled = fc
      .array(fc.tuple(piece, fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 5 })), { maxLength: 8 })
      .map((pieces) => [
        pieces.map(([part]) => part).join(""),
        pieces.map(([part, filling]) => (part === "*" ? filling : part === "?" ? "a" : part)).join(""),
      ]);
    fc.assert(
      fc.property(filled, ([pattern = "", text = ""]) => {
        expect(matches(pattern, text)).toBe(true);
        const longer = `${text}a`;
        expect(matches(pattern, longer)).toBe(slowMatch(slowPattern(pattern) ?? [], longer));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a pattern's parts", () => {
  test("are joined texts and single wildcards", () => {
    expect(parseGlob("ab**c?")).toEqual(["ab", ANY_RUN, "c", ANY_ONE]);
  });

  test("leave out empty texts", () => {
    const parts: (string | typeof ANY_RUN)[] = [ANY_RUN];
    pushPart(parts, "");
    expect(parts).toEqual([ANY_RUN]);
  });
});
