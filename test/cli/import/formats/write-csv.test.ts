import fc from "fast-check";
import { defused, withoutDefusing } from "../../../../cli/import/formats/write-csv";

describe("a field that a spreadsheet could run", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t'=1"],
    ["＝1", "'＝1"],
    // A spreadsheet with semicolons or tabs as delimiters begins a new cell after them, as every one does after a
    // newline.
    ["a;=1", "a;'=1"],
    ["a\n=1", "a\n'=1"],
    // Quoted again, so that reading returns the field that was written.
    ["'=1", "''=1"],
  ])("%j is written as %j", (field, written) => {
    expect(defused(field)).toBe(written);
    expect(withoutDefusing(written)).toBe(field);
  });

  it.each(["a", "a=b", "a-b@c", "it's", "'quoted'", "''", "", " =1"])("is not %j", (field) => {
    expect(defused(field)).toBe(field);
    expect(withoutDefusing(field)).toBe(field);
  });

  it("is read back unchanged, and never begins a cell with a formula", () => {
    const field = fc.string({
      unit: fc.constantFrom("=", "+", "@", "'", ";", "\t", "\r", "\n", "a", " "),
      maxLength: 10,
    });
    fc.assert(
      fc.property(field, (text) => {
        expect(withoutDefusing(defused(text))).toBe(text);
        for (const cell of defused(text).split(/[;\t\r\n]/)) expect(cell).not.toMatch(/^[=+@-]/);
      }),
      { numRuns: 1000 },
    );
  });
});
