import fc from "fast-check";
import { parseCsv } from "../../../cli/import/parse-csv";
import { writeCsv } from "../../../cli/import/write-csv";

const records = (text: string) => parseCsv(text).map(({ line, fields }) => [line, ...fields]);

describe("CSV", () => {
  it.each([
    [
      "a,b\nc,d",
      [
        [1, "a", "b"],
        [2, "c", "d"],
      ],
    ],
    [
      "a,b\r\nc,\r\n",
      [
        [1, "a", "b"],
        [2, "c", ""],
      ],
    ],
    [
      "a\rb",
      [
        [1, "a"],
        [2, "b"],
      ],
    ],
    [
      '"x, ""y""","two\nlines"\nz,',
      [
        [1, 'x, "y"', "two\nlines"],
        [3, "z", ""],
      ],
    ],
    ["\n\na\n\n", [[3, "a"]]],
    [",", [[1, "", ""]]],
    ['a"b,c', [[1, 'a"b', "c"]]],
    ["", []],
  ])("reads %j", (text, expected) => {
    expect(records(text)).toEqual(expected);
  });

  it("notices a quote that is never closed, and where its record begins", () => {
    expect(parseCsv('a,b\nc,"d\ne,f')).toEqual([
      { line: 1, fields: ["a", "b"], unterminated: false },
      { line: 2, fields: ["c", "d\ne,f"], unterminated: true },
    ]);
  });

  it("is read as it was written, whatever the fields hold", () => {
    const field = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", " ", "é"), maxLength: 6 });
    const row = fc.tuple(fc.constant("x"), field, field);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        expect(parseCsv(writeCsv(["a", "b", "c"], rows)).map(({ fields }) => fields)).toEqual([
          ["a", "b", "c"],
          ...rows,
        ]);
      }),
    );
  });

  it("reads a field of a megabyte, closed or not, in no time", () => {
    const long = "x,\n".repeat(350_000);
    const begin = Date.now();
    expect(parseCsv(`"${long}",b`)[0]?.fields[0]).toBe(long);
    expect(parseCsv(`"${long}`)[0]?.unterminated).toBe(true);
    expect(Date.now() - begin).toBeLessThan(1000);
  });
});
