import { markdownValue, textValue, visible, visibleJson, visibleTexts, xmlText } from "../../../config/text/visible";

describe("visible", () => {
  it.each([
    ["a line feed", "a\nb", "a\\u{a}b"],
    ["an escape sequence of a terminal", "\u001b[31mred", "\\u{1b}[31mred"],
    ["text turned around", "a\u202Eb", "a\\u{202e}b"],
    ["a space of no width", "a\u200Bb", "a\\u{200b}b"],
    ["a line separator", "a\u2028b", "a\\u{2028}b"],
    ["half a character", "a\uD800b", "a\\u{d800}b"],
    ["a character outside the first plane", "a\u{E0001}b", "a\\u{e0001}b"],
  ])("makes %s visible", (_, value, expected) => {
    expect(visible(value)).toBe(expected);
  });

  it("does not change letters of any language", () => {
    expect(visible("プリンター/é/😀")).toBe("プリンター/é/😀");
  });
});

describe("markdownValue", () => {
  it.each([
    ["plain text", "a/b", "`a/b`"],
    ["Markdown, HTML and a mention", "**<b>@all</b>** [x](y) <!-- -->", "`**<b>@all</b>** [x](y) <!-- -->`"],
    ["a backtick", "a`b", "``a`b``"],
    ["backticks at the ends", "`a``", "``` `a`` ```"],
    ["a blank line", "a\n\n# b", "`a\\u{a}\\u{a}# b`"],
    ["spaces at an end", " a", "`  a `"],
    ["nothing", "", '""'],
  ])("puts %s into a code span", (_, value, expected) => {
    expect(markdownValue(value)).toBe(expected);
  });
});

describe("textValue", () => {
  it.each([
    ["00:11:62:aa:bb:cc", "00:11:62:aa:bb:cc"],
    ["a/{username}/+/#", "a/{username}/+/#"],
    ["a, admins gains 1 user: b", '"a, admins gains 1 user: b"'],
    ['say "x"', '"say \\"x\\""'],
    ["", '""'],
  ])("writes %j as %s", (value, expected) => {
    expect(textValue(value)).toBe(expected);
  });
});

describe("xmlText", () => {
  it("opens no tag, ends no attribute, and makes invisible characters visible", () => {
    expect(xmlText('<script> & "x"')).toBe("&#60;script&#62; &#38; &#34;x&#34;");
    expect(xmlText("a\u001bb")).toBe("a\\u{1b}b");
  });
});

describe("visibleTexts", () => {
  it("makes every text in a value visible, and does not change the rest", () => {
    const value = { a: "x\ny", b: [1, "\u001b", { c: null, d: true }], e: undefined };
    expect(visibleTexts(value)).toEqual({ a: "x\\u{a}y", b: [1, "\\u{1b}", { c: null, d: true }], e: undefined });
  });
});

describe("visibleJson", () => {
  it("escapes invisible characters that JSON does not escape, and parses to the same value", () => {
    const value = { "a\u009b2J": ["\u202e\u2028", "\u{e0001}", "\ud800", "é\n"] };
    const shown = '{"a\\u009b2J":["\\u202e\\u2028","\\udb40\\udc01","\\ud800","é\\n"]}';
    expect(visibleJson(value)).toBe(shown);
    expect(JSON.parse(shown)).toEqual(value);
  });

  it("indents by the given number of spaces", () => {
    expect(visibleJson({ a: 1 }, 2)).toBe('{\n  "a": 1\n}');
  });
});
