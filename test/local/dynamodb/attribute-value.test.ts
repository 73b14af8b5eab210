import { attributeValue, compare, equal, toItem } from "../../../local/dynamodb/attribute-value";

describe("an attribute's value", () => {
  it.each([
    { S: "" },
    { N: "-1.5e3" },
    { B: "AAE=" },
    { BOOL: false },
    { NULL: true },
    { L: [{ S: "a" }, { L: [] }] },
    { M: { a: { N: "1" } } },
    { SS: ["a", "b"] },
    { NS: ["1"] },
    { BS: ["AA=="] },
  ])("is valid with one of DynamoDB's types: %j", (value) => {
    expect(attributeValue.safeParse(value).success).toBe(true);
  });

  it.each([
    {},
    { S: 1 },
    { N: 1 },
    { N: "one" },
    { NULL: false },
    { S: "a", N: "1" },
    { L: [{}] },
    { SS: [] },
    { SS: ["a", "a"] },
    { X: "a" },
  ])("is invalid: %j", (value) => {
    expect(attributeValue.safeParse(value).success).toBe(false);
  });

  it.each([
    [{ N: "1" }, { N: "1.0" }, true],
    [{ N: "1" }, { S: "1" }, false],
    [{ SS: ["a", "b"] }, { SS: ["b", "a"] }, true],
    [{ L: [{ S: "a" }, { S: "b" }] }, { L: [{ S: "b" }, { S: "a" }] }, false],
    [{ L: [{ N: "1" }] }, { L: [{ N: "1.0" }] }, true],
    [{ M: { a: { N: "1" }, b: { S: "x" } } }, { M: { b: { S: "x" }, a: { N: "1" } } }, true],
    [{ BOOL: true }, { BOOL: false }, false],
  ])("%j equals %j: %s", (a, b, expected) => {
    expect(equal(a, b)).toBe(expected);
  });

  it("is compared with one of the same type: numbers by value, texts by bytes", () => {
    expect(compare({ N: "10" }, { N: "9" })).toBeGreaterThan(0);
    expect(compare({ S: "10" }, { S: "9" })).toBeLessThan(0);
    expect(compare({ B: "AQ==" }, { B: "AA==" })).toBeGreaterThan(0);
    expect(compare({ S: "10" }, { N: "9" })).toBeUndefined();
    expect(compare({ BOOL: true }, { BOOL: true })).toBeUndefined();
  });

  it("is made from an object's members", () => {
    expect(toItem({ name: "a", n: 1, on: true, list: ["x"], none: null, left: undefined, map: { a: "b" } })).toEqual({
      name: { S: "a" },
      n: { N: "1" },
      on: { BOOL: true },
      list: { L: [{ S: "x" }] },
      none: { NULL: true },
      map: { M: { a: { S: "b" } } },
    });
  });
});
