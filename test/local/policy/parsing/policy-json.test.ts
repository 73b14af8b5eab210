import { Problems } from "../../../../local/policy/parsing/malformed-policy";
import { isObject, refuseUnknownMembers, stringList } from "../../../../local/policy/parsing/policy-json";

describe("JSON values", () => {
  test.each([
    [{}, true],
    [[], false],
    [null, false],
    ["a", false],
  ])("%j is an object: %s", (value, expected) => {
    expect(isObject(value)).toBe(expected);
  });

  test.each([
    ["a", ["a"]],
    [
      ["a", "b"],
      ["a", "b"],
    ],
    [[], undefined],
    [[7], undefined],
    [["a", 7], undefined],
    [[7, "a"], undefined],
    [undefined, undefined],
  ])("%j as a list of strings: %j", (value, expected) => {
    expect(stringList(value)).toEqual(expected);
  });

  test("unknown members are reported with what is known", () => {
    const problems = new Problems();
    refuseUnknownMembers({ Effect: 1, effect: 1, Else: 1 }, ["Effect"], "x", problems);
    expect(problems.list.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'x.effect is not a member of an AWS IoT policy. Did you mean "Effect"?',
      "x.Else is not a member of an AWS IoT policy. Known are Effect",
    ]);
  });
});
