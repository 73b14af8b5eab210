import fc from "fast-check";
import { elementLines } from "../../../../cli/import/formats/json-rows";

describe("lines of the elements of a JSON list", () => {
  it.each([
    ["[]", [], []],
    ["[\n{},\n{}]", [], [2, 3]],
    ['{"users":[{"a":[1,\n2]},\n\n{"b":"],[\\"{"}, 5\n]}', ["users"], [1, 4, 4]],
    ['{"other":[1,\n2],"users":[\n{}]}', ["users"], [3]],
    ['[["a",\n"b"],\n"c"]', [], [1, 3]],
  ])("of %j at %j", (text, path, lines) => {
    expect(elementLines(text, path)).toEqual(lines);
  });

  it("are counted for a very long list", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 3 })), (list) => {
        expect(elementLines(JSON.stringify(list, null, 1), [])).toHaveLength(list.length);
        expect(elementLines(JSON.stringify({ users: list }), ["users"])).toHaveLength(list.length);
      }),
    );
  });
});
