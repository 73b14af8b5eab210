import { ActionIndex } from "../../../../local/policy/matching/action-index";
import { allow, arn, deny, policyOf } from "../helpers";

const deciding = (statements: readonly object[], resource: string) =>
  new ActionIndex(policyOf(...statements).statements).deciding(arn(resource), {})?.index;

describe("the deciding statement about an action", () => {
  test("is the first Deny, else the first Allow, in the order of the documents", () => {
    const statements = [allow("*", "topic/*"), deny("*", "topic/a/*"), deny("*", "topic/a/b"), allow("*", "topic/c")];
    expect(["topic/a/b", "topic/a/x", "topic/c", "client/x"].map((resource) => deciding(statements, resource))).toEqual(
      [1, 1, 0, undefined],
    );
  });

  test("may have NotResource, and then still comes in the order of the documents", () => {
    const but = (resource: string) => ({ Effect: "Allow", Action: "*", NotResource: arn(resource) });
    expect(deciding([but("topic/a"), allow("*", "topic/b")], "topic/b")).toBe(0);
    expect(deciding([allow("*", "topic/b"), but("topic/a")], "topic/b")).toBe(0);
    expect(deciding([but("topic/a"), but("topic/c")], "topic/a")).toBe(1);
  });
});
