import { textTable } from "../../cli/text-table";

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

  it("may have very many rows", () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => [String(index)]);
    expect(textTable(["N"], rows).split("\n")).toHaveLength(200_001);
  });
});
