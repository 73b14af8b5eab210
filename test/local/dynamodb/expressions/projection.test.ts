import { Placeholders } from "../../../../local/dynamodb/expressions/expression-placeholders";
import { parseProjection } from "../../../../local/dynamodb/expressions/projection";

const ITEM = { name: { S: "a" }, group: { S: "b" }, note: { S: "c" } };

function project(expression: string | undefined) {
  const placeholders = new Placeholders({ ExpressionAttributeNames: { "#n": "name" } });
  return parseProjection(expression, placeholders)(ITEM);
}

describe("a projection", () => {
  it("keeps the attributes that it names", () => {
    expect(project("#n, note,absent")).toEqual({ name: ITEM.name, note: ITEM.note });
    expect(project(undefined)).toEqual(ITEM);
  });

  it.each(["", "#n,", ",#n", "#n note", "#n, ,note", ":n", "group"])(
    "is refused if it is not one: %s",
    (expression) => {
      expect(() => project(expression)).toThrow(/^Invalid ProjectionExpression: /);
    },
  );

  it("is refused as unsupported by the stand-in if it has a path into an attribute", () => {
    expect(() => project("note.first")).toThrow("does not support this: a path into an attribute");
  });
});
