import { flag, integer, oneOf, packRule, text, unpackRule } from "../../../config/schema/setting-fields";

describe("packRule", () => {
  it("is undone by unpackRule", () => {
    expect(unpackRule(packRule({ must: "be a", remedy: "Do b." }))).toEqual({
      must: "be a",
      remedy: "Do b.",
      hidden: false,
    });
    expect(unpackRule(packRule({ must: "be a", remedy: "Do b.", hidden: true }))).toMatchObject({ hidden: true });
  });

  it("is distinguished from zod's own messages", () => {
    expect(unpackRule("Invalid input: expected string")).toBeUndefined();
  });
});

describe("a field", () => {
  it.each([
    ["text", text(/^a+$/, "be a", "Do."), ["a", "aa"], ["", "b", "ab", 7, null, undefined]],
    ["integer", integer(1, 3, "be 1 to 3", "Do."), [1, 2, 3], [0, 4, 1.5, "1", Number.NaN, null, undefined]],
    ["flag", flag("Do."), [true, false], [0, "true", null, undefined]],
    ["oneOf", oneOf(["a", "b"], "Do."), ["a", "b"], ["A", "", "c", null, undefined]],
  ])("of the kind %s accepts valid values, and reports its rule for others", (_, field, good, bad) => {
    for (const value of good) expect(field.safeParse(value).success).toBe(true);
    for (const value of bad) {
      const messages = field.safeParse(value).error?.issues.map(({ message }) => unpackRule(message)?.remedy);
      expect(new Set(messages)).toEqual(new Set(["Do."]));
    }
  });
});
