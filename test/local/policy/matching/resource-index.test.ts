import { ResourceIndex } from "../../../../local/policy/matching/resource-index";
import { allow, arn, policyOf, variable } from "../helpers";

/** Returns the indices of the statements that the index finds for a resource. */
function found(resource: string, statements: readonly object[], { keepShadowed = false, context = {} } = {}): number[] {
  const index = new ResourceIndex({ keepShadowed });
  for (const statement of policyOf(...statements).statements) index.add(statement);
  return index
    .matching(arn(resource), context)
    .map((statement) => statement.index)
    .sort();
}

describe("an index of resource patterns", () => {
  test.each<[string, readonly string[], readonly number[]]>([
    ["literals", ["topic/a", "topic/a/b", "topic/a/c"], [1]],
    ["open ends", ["topic/a/*", "topic/*", "*", "topic/b/*", "topic/a/b*"], [0, 1, 2, 4]],
    [
      "wildcards in the middle",
      ["topic/*/b", "topic/?/b", "*/b", "topic/*/c", "topic/a?b", "topic/x/*/b"],
      [0, 1, 2, 4],
    ],
    ["wildcards before an open end", ["topic/*/*", "topic/?/*", "topic/??/*", "?*"], [0, 1, 3]],
    [
      "variables",
      [
        `topic/${variable("iot:ClientId")}/b`,
        `topic/${variable("iot:ClientId")}/*`,
        `topic/${variable("iot:ClientId")}`,
        `topic/a/b${variable("iot:DomainName")}`,
      ],
      [0, 1],
    ],
    ["heads and tails that would overlap", ["topic/a/b*/b", "topic/a/*a/b"], []],
  ])("finds %s", (_title, resources, expected) => {
    const statements = resources.map((resource) => allow("iot:Publish", resource));
    expect(found("topic/a/b", statements, { context: { clientId: "a" } })).toEqual(expected);
  });

  test("finds * alone", () => {
    expect(found("topic/a", [{ Effect: "Allow", Action: "*", Resource: "*" }])).toEqual([0]);
  });

  const conditional = { ...allow("iot:Publish", "topic/a"), Condition: { Bool: { "aws:SecureTransport": "true" } } };

  test("drops a statement if an earlier statement without conditions has its pattern", () => {
    const statements = [conditional, allow("iot:Publish", "topic/a"), allow("iot:Publish", "topic/a"), conditional];
    expect(found("topic/a", statements)).toEqual([0, 1]);
  });

  test("keeps all statements with keepShadowed", () => {
    const statements = [allow("iot:Publish", "topic/a*"), allow("iot:Publish", "topic/a*")];
    expect(found("topic/a", statements, { keepShadowed: true })).toEqual([0, 1]);
  });
});
