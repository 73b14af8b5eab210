import { namedValues, textTable } from "../../../cli/terminal/text-table";

describe("a text table", () => {
  it("aligns its columns and leaves no spaces at the ends of lines", () => {
    expect(
      textTable(
        ["NAME", "NOTE"],
        [
          ["printer-7", ""],
          ["a", "attic"],
        ],
      ),
    ).toBe("NAME       NOTE\nprinter-7\na          attic");
  });

  it("wraps its last column between words where the terminal is too narrow", () => {
    const row = ["printer-7", "in the attic, behind the second chimney"];
    expect(textTable(["NAME", "NOTE"], [row], { width: 33 })).toBe(
      "NAME       NOTE\nprinter-7  in the attic, behind\n           the second chimney",
    );
  });

  it("can have 200,000 rows", () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => [String(index)]);
    expect(textTable(["N"], rows).split("\n")).toHaveLength(200_001);
  });
});

describe("named values", () => {
  it("are aligned in one column after their names", () => {
    expect(
      namedValues([
        ["thing", "pump"],
        ["type", ""],
      ]),
    ).toBe("thing  pump\ntype");
    expect(namedValues([["thing", "pump"]], 9)).toBe("thing    pump");
    expect(namedValues([])).toBe("");
  });

  it("cannot add lines, neither by names nor by values", () => {
    expect(namedValues([["a\nb", "pump\noutcome  allowed\u{1b}[2K"]])).toBe(
      "a\\u{a}b  pump\\u{a}outcome  allowed\\u{1b}[2K",
    );
  });
});
