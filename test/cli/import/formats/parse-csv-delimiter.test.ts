import { detectDelimiter } from "../../../../cli/import/formats/parse-csv";

const detect = (text: string) => detectDelimiter(text, ["name", "group", "note"]);

describe("the delimiter of a CSV file", () => {
  it.each([
    ["name,group\na;b;c,d", ","],
    ["name;group;note\na;1,5;x", ";"],
    ["name\tgroup\tnote\na\t;\t,", "\t"],
    ['"Name" ; "GROUP"\n', ";"],
    ["\n\nname;group", ";"],
    ["name", ","],
    ["", ","],
    ["grup;nmae;note", ";"],
  ])("of %j is %j", (text, delimiter) => {
    expect(detect(text)).toEqual({ delimiter, body: text });
  });

  it.each([
    ["sep=;\r\nname;group", ";"],
    ['"sep=|"\nname|group', "|"],
    ["SEP=,\nname,group", ","],
  ])("is the one in a first line sep=: %j", (text, delimiter) => {
    expect(detect(text)).toEqual({ delimiter, body: text.replace(/^[^\r\n]*/, "") });
  });
});
