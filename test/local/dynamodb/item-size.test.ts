import { itemSize } from "../../../local/dynamodb/item-size";

describe("the size of an item", () => {
  it.each([
    ["names and texts as UTF-8", { nä: { S: "ü1" } }, 6],
    ["numbers by their digits", { n: { N: "-1234.5" } }, 5],
    ["flags", { f: { BOOL: true } }, 2],
    ["bytes, not their base64", { b: { B: "AAAA" } }, 4],
    ["lists and what is in them", { l: { L: [{ S: "ab" }, { S: "c" }] } }, 9],
    ["maps and what is in them", { m: { M: { a: { S: "b" } } } }, 7],
    ["sets", { s: { SS: ["ab", "c"] } }, 4],
  ])("counts %s", (_, item, expected) => {
    expect(itemSize(item)).toBe(expected);
  });
});
