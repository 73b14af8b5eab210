import { type BeforeAfter, reviewOf, warningsOf } from "../a-plan";

const step = (more: object = {}) => ({
  input: { authorizerArn: "arn:aws:iot:eu-west-1:123456789012:authorizer/fleet", ...more },
});
const review = (change: BeforeAfter, more: object = {}) =>
  reviewOf({ "terraform_data.default_set[0]": change, "terraform_data.default_release[0]": change }, more);

describe("defaultAuthorizerWarnings", () => {
  it("warns that the default is taken over, which widens access", () => {
    const taken = review([null, step({ takeOver: true })]);
    expect(Object.keys(warningsOf(taken))).toEqual(["default-taken-over"]);
    expect(taken.access).toBe("widens");
  });

  it("warns that the default is set, which replaces no other", () => {
    const set = review([null, step({ takeOver: false })]);
    expect(Object.keys(warningsOf(set))).toEqual(["default-set"]);
    expect(set.access).toBe("unchanged");
  });

  it.each([
    ["theirs", "regardless of who set it (now theirs):"],
    ["", "regardless of who set it:"],
    [["theirs"], "regardless of who set it:"],
  ])("names the present default if the plan has the variable: %j", (value, expected) => {
    const variables = { observed_default_authorizer: { value } };
    const { "default-taken-over": sentence } = warningsOf(review([null, step({ takeOver: true })], { variables }));
    expect(sentence).toContain(expected);
  });

  it("warns that the default is released", () => {
    const released = review([step(), null]);
    expect(Object.keys(warningsOf(released))).toEqual(["default-released"]);
    expect(released.access).toBe("narrows");
  });

  it("does not warn if the default stays", () => {
    expect(warningsOf(review([step(), step()]))).toEqual({});
  });

  it("warns if takeOver is turned on for the next run, and if the step runs again", () => {
    const allowed = review([step({ takeOver: false }), step({ takeOver: true })]);
    expect(Object.keys(warningsOf(allowed))).toEqual(["default-takeover-allowed"]);
    expect(allowed.access).toBe("widens");
    const again = review([step({ takeOver: true }), step({ takeOver: true }), "replace"]);
    expect(Object.keys(warningsOf(again))).toEqual(["default-released", "default-taken-over"]);
    expect(again.access).toBe("widens");
  });
});
