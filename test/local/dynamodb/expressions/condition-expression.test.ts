import { parseCondition } from "../../../../local/dynamodb/expressions/condition-expression";
import { Placeholders } from "../../../../local/dynamodb/expressions/expression-placeholders";

const ITEM = { name: { S: "meter-1" }, version: { N: "2" }, tags: { SS: ["a", "b"] }, disabled: { BOOL: true } };
const NAMES = { "#n": "name", "#x": "missing" };
const VALUES = {
  ":n": { S: "meter-1" },
  ":met": { S: "met" },
  ":two": { N: "2.0" },
  ":three": { N: "3" },
  ":tags": { SS: ["b", "a"] },
  ":text": { S: "2" },
};

function holds(expression: string, item: object = ITEM): boolean {
  const placeholders = new Placeholders({ ExpressionAttributeNames: NAMES, ExpressionAttributeValues: VALUES });
  return parseCondition(expression, "ConditionExpression", placeholders)(item as typeof ITEM);
}

describe("a condition", () => {
  it.each([
    ["attribute_exists(#n)", true],
    ["attribute_exists(#x)", false],
    ["attribute_not_exists(#x)", true],
    ["attribute_not_exists(version)", false],
    ["#n = :n", true],
    ["version = :two", true],
    ["version = :text", false],
    ["version <> :three", true],
    ["version < :three", true],
    ["version >= :three", false],
    ["version <= :two", true],
    ["version > :text", false],
    ["tags = :tags", true],
    ["#x = :n", false],
    ["#x <> :n", true],
    ["#x < :three", false],
    ["begins_with(#n, :met)", true],
    ["begins_with(version, :met)", false],
    ["NOT #n = :n", false],
    ["not (#n = :n and version = :three)", true],
    ["#n = :n OR #x = :n AND version = :three", true],
    ["(#n = :n OR #x = :n) AND version = :three", false],
    ["attribute_not_exists(#x) OR (#n = :n AND version = :three)", true],
  ])("%s: %s", (expression, expected) => {
    expect(holds(expression)).toBe(expected);
  });

  it("reads no attribute of an item that does not exist", () => {
    expect(holds("attribute_not_exists(#n)", {})).toBe(true);
    expect(holds("attribute_exists(toString)", {})).toBe(false);
    expect(holds("version = :two", {})).toBe(false);
  });

  it.each([
    ["", "The expression can not be empty;"],
    ["#n =", "Syntax error; token: <EOF>"],
    ["#n = :n :n", 'Syntax error; token: ":n"'],
    ["(#n = :n", "Syntax error; token: <EOF>"],
    ["#n ! :n", 'Syntax error; token: "!"'],
    ["name = :n", "Attribute name is a reserved keyword; reserved keyword: name"],
    ["Group = :n", "Attribute name is a reserved keyword; reserved keyword: Group"],
    ["#y = :n", "An expression attribute name used in the document path is not defined; attribute name: #y"],
    ["#n = :y", "An expression attribute value used in expression is not defined; attribute value: :y"],
  ])("is refused with DynamoDB's message: %s", (expression, message) => {
    expect(() => holds(expression)).toThrow(
      expect.objectContaining({
        code: "ValidationException",
        message: expect.stringContaining(`Invalid ConditionExpression: ${message}`),
      }),
    );
  });

  it.each([
    ["size(#n) > :three", "size()"],
    ["contains(#n, :n)", "contains()"],
    ["version BETWEEN :two AND :three", "BETWEEN"],
    ["#n IN (:n)", "IN"],
    ["#n.first = :n", "a path into an attribute"],
    ["#n[0] = :n", "a path into an attribute"],
  ])("is refused as unsupported by the stand-in: %s", (expression, what) => {
    expect(() => holds(expression)).toThrow(`does not support this: ${what} in a ConditionExpression`);
  });
});

describe("placeholders", () => {
  it("are refused if no expression uses them", () => {
    const placeholders = new Placeholders({ ExpressionAttributeNames: NAMES, ExpressionAttributeValues: VALUES });
    parseCondition("#n = :n", "ConditionExpression", placeholders);
    expect(() => placeholders.checkAllUsed()).toThrow(
      "Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}",
    );
  });
});
