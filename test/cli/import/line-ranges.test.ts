import { lineRanges } from "../../../cli/import/line-ranges";

const rows = Array.from({ length: 100 }, (_, i) => ({ name: `u${i}`, line: i + 2 }));
const some = (matches: (index: number) => boolean) =>
  new Set(rows.filter((_, index) => matches(index)).map(({ name }) => name));

describe("the lines of some users", () => {
  it.each([
    ["one", some((i) => i === 3), "line 5"],
    ["neighbours", some((i) => i < 3), "lines 2-4"],
    ["several ranges, and the last line", some((i) => i < 3 || i === 10 || i > 97), "lines 2-4, 12, 100-101"],
    [
      "more ranges than anybody reads",
      some((i) => i % 2 === 0),
      `lines ${Array.from({ length: 20 }, (_, i) => 2 + 2 * i).join(", ")} and 30 further ranges`,
    ],
  ])("are listed for %s", (_, names, expected) => {
    expect(lineRanges(rows, names)).toBe(expected);
  });

  it("are the lines of the file, if a row has several lines or empty lines lie between rows", () => {
    const spread = [
      { name: "a", line: 2 },
      { name: "b", line: 9 },
      { name: "c", line: 12 },
    ];
    expect(lineRanges(spread, new Set(["a", "b"]))).toBe("lines 2-9");
  });
});
