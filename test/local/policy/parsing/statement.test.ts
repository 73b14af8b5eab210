import { conditionsHold, coversAction, type Statement } from "../../../../local/policy/parsing/statement";
import { policyOf } from "../helpers";

const statementOf = (content: object) =>
  policyOf({ Effect: "Allow", Resource: "*", ...content }).statements[0] as Statement;

describe("a statement", () => {
  test("covers the actions it names", () => {
    const statement = statementOf({ Action: ["iot:Connect", "iot:Pub*"] });
    expect(
      (["iot:Connect", "iot:Publish", "iot:Receive"] as const).map((action) => coversAction(statement, action)),
    ).toEqual([true, true, false]);
  });

  test("with NotAction covers the actions it does not name", () => {
    const statement = statementOf({ NotAction: "iot:Connect" });
    expect(coversAction(statement, "iot:Connect")).toBe(false);
    expect(coversAction(statement, "iot:Publish")).toBe(true);
  });

  test("applies if all its conditions hold", () => {
    const statement = statementOf({
      Action: "*",
      Condition: { StringEquals: { "iot:ClientId": "a" }, Bool: { "aws:SecureTransport": "true" } },
    });
    expect(conditionsHold(statement, { clientId: "a", secureTransport: true })).toBe(true);
    expect(conditionsHold(statement, { clientId: "a", secureTransport: false })).toBe(false);
    expect(conditionsHold(statement, { clientId: "b", secureTransport: true })).toBe(false);
  });
});
