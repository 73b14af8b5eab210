import fc from "fast-check";
import { parseCsv } from "../../../../cli/import/formats/parse-csv";
import { withoutDefusing, writeCsv } from "../../../../cli/import/formats/write-csv";

const records = (text: string, delimiter = ",") =>
  parseCsv(text, delimiter).records.map(({ line, fields }) => [line, ...fields]);
const mistakes = (text: string) => parseCsv(text, ",").mistakes.map(({ line, field, kind }) => [line, field, kind]);

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
      "a\r\nb\nc\rd",
      [
        [1, "a"],
        [2, "b"],
        [3, "c"],
        [4, "d"],
      ],
    ],
    [
      '"x, ""y""","two\nlines"\nz,',
      [
        [1, 'x, "y"', "two\nlines"],
        [3, "z", ""],
      ],
    ],
    [
      'a,"two\r\nlines"\r\nz,',
      [
        [1, "a", "two\r\nlines"],
        [3, "z", ""],
      ],
    ],
    ["\n\na\n\n", [[3, "a"]]],
    [",\n , \nx,", [[3, "x", ""]]],
    ["", []],
  ])("reads %j", (text, expected) => {
    expect(records(text)).toEqual(expected);
  });

  it.each([";", "\t"])("reads fields that %j separates", (delimiter) => {
    expect(records(`a${delimiter}"x${delimiter}y"${delimiter}1,5`, delimiter)).toEqual([
      [1, "a", `x${delimiter}y`, "1,5"],
    ]);
  });

  it.each([
    ['a"b,c', [[1, 0, "quote-in-field"]]],
    ['a,b\nc, "d"\ne,f', [[2, 1, "quote-in-field"]]],
    [
      'a,b\nc,"d"e\nf,g"\nh,i',
      [
        [2, 1, "text-after-quote"],
        [3, 1, "quote-in-field"],
      ],
    ],
    ['a,b\nc,"d\ne,f', [[2, 1, "quote-not-closed"]]],
    ['a,"two\r\nlines"\r\nc,"d', [[3, 1, "quote-not-closed"]]],
    [
      'a,"two\r\nlines"\r\nb,x"y\r\nc,"z"z',
      [
        [3, 1, "quote-in-field"],
        [4, 1, "text-after-quote"],
      ],
    ],
    ['"two\nlines",b"\nc,"d"e', [[1, 1, "quote-in-field"]]],
  ])("finds the mistakes in %j with their lines and fields", (text, expected) => {
    expect(mistakes(text)).toEqual(expected);
  });

  it("reads the valid records beside a mistake", () => {
    expect(records('a,b\nc,d"\ne,f')).toEqual([
      [1, "a", "b"],
      [3, "e", "f"],
    ]);
  });

  it("reads the fields that were written, for any content", () => {
    const field = fc.string({ unit: fc.constantFrom("a", '"', ",", ";", "\n", "\r", " ", "é"), maxLength: 6 });
    const row = fc.tuple(fc.constant("x"), field, field);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const { records, mistakes } = parseCsv(writeCsv(["a", "b", "c"], rows), ",");
        expect(mistakes).toEqual([]);
        expect(records.map(({ fields }) => fields.map(withoutDefusing))).toEqual([["a", "b", "c"], ...rows]);
      }),
    );
  });

  it("finds ten thousand mistakes without parsing the text from the beginning for each", () => {
    expect(mistakes('a,b"\n'.repeat(10_000))).toHaveLength(10_000);
  });

  it("reads a field of a megabyte, with or without its closing quote", () => {
    const long = "x,\n".repeat(350_000);
    expect(records(`"${long}",b`)).toEqual([[1, long, "b"]]);
    expect(mistakes(`"${long}`)).toEqual([[1, 0, "quote-not-closed"]]);
  });
});
