import fc from "fast-check";
import { parseJson, placeAt } from "../../../config/text/parse-json";

const wrong = (text: string) => {
  const json = parseJson(text);
  return json.ok ? undefined : [json.line, json.column, json.cause];
};

describe("a JSON text", () => {
  it.each([
    ["", 1, 1, "a value is missing, perhaps after one comma too many"],
    ['{"a":\n}', 2, 1, "a value is missing, perhaps after one comma too many"],
    ['{"a" 1}', 1, 6, "a colon is missing"],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, "a comma is missing"],
    ['{"a":1,}', 1, 8, "the name of a field in quotation marks is missing, perhaps after one comma too many"],
    ["[1,]", 1, 4, "a value is missing, perhaps after one comma too many"],
    ['{"a":"x\ty"}', 1, 6, "a text holds a control character, such as a tab"],
    ['{"a":"x\ny"}', 1, 6, "a text has no closing quotation mark on its line"],
    ['{"a":"\\x"}', 1, 6, "a \\ is followed by a character that JSON does not know there"],
    ['{"a":"\\u12"}', 1, 6, "a \\u is not followed by four hexadecimal digits"],
    ['{"a":1}\n{}', 2, 1, "something follows after its end"],
    ["// a\n{}", 1, 1, "there is a comment, which JSON does not have"],
    ["{'a':1}", 1, 2, "there is a word that JSON does not know, perhaps a text without quotation marks"],
    ['{"a":1', 1, 7, "a } is missing"],
    ["[1", 1, 3, "a ] is missing"],
    ['{\n<<<<<<< HEAD\n"a":1\n=======\n', 2, 1, "git has left a conflict to be resolved"],
  ])("with a syntax error gets its place and cause: %j", (text, line, column, cause) => {
    expect(wrong(text)).toEqual([line, column, cause]);
  });

  it("is refused if its nesting would overflow the stack", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    const cause = "it is nested more than 500 levels deep";
    expect(wrong(nested(500))).toBeUndefined();
    expect(wrong(nested(501))).toEqual([1, 501, cause]);
    expect(wrong("[".repeat(200_000))).toEqual([1, 501, cause]);
    expect(wrong(`\n${'{"a":'.repeat(200_000)}`)).toEqual([2, 500 * 5 + 1, cause]);
    expect(wrong(JSON.stringify(["[".repeat(501), '"{', "{".repeat(501)]))).toBeUndefined();
    expect(wrong(`[${Array(501).fill("[{}]").join()}]`)).toBeUndefined();
  });

  it("is read if and only if JSON.parse reads it, and a place is always within the text", () => {
    const token = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "1",
      "tru",
      "null",
      " ",
      "\n",
      "\\",
      "-",
      "0",
      "/",
      "e",
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
        const text = tokens.join("");
        const json = parseJson(text);
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          parsed = undefined;
        }
        expect(json.ok ? json.value : undefined).toEqual(parsed);
        if (json.ok) return;
        const end = placeAt(text, text.length);
        expect(json.line).toBeLessThanOrEqual(end.line);
        if (json.line === end.line) expect(json.column).toBeLessThanOrEqual(end.column);
      }),
      { numRuns: 2000 },
    );
  });

  it("reports every repeated field, in any object", () => {
    const text = '{"a":{"b":1,\n "b":2},"c":[{"a":1},{"a":2}],"__proto__":1,"__proto__":2,"a":3}';
    expect(parseJson(text)).toMatchObject({
      ok: true,
      repeated: [
        { name: "b", line: 2, column: 2 },
        { name: "__proto__", line: 2 },
        { name: "a", line: 2 },
      ],
    });
  });
});
