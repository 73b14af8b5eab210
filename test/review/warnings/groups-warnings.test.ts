import type { GroupSettings } from "../../../config/schema/config-schema";
import { aGroup, aMap, reviewOfAccess, warningsOf } from "../a-plan";

const SHARED = aGroup({ publish: ["telemetry/#"] });
const warnings = (before: Parameters<typeof aMap> | null, after: Parameters<typeof aMap>) =>
  warningsOf(reviewOfAccess(before && aMap(...before), aMap(...after)));

describe("groupWarnings: topics and client ids of other users", () => {
  const expected = {
    "reaches-others":
      "Users of sensors can reach topics or client ids of other users, by rules without their own name: publish to telemetry/#.",
  };

  it("warns of a new group, of a new rule, and of a new user in such a group", () => {
    expect(warnings(null, [{ sensors: SHARED }])).toEqual(expected);
    expect(warnings([{ sensors: aGroup() }], [{ sensors: SHARED }])).toEqual(expected);
    expect(warnings([{ sensors: SHARED }], [{ sensors: SHARED }, { a: "sensors" }])).toEqual(expected);
  });

  it("does not warn of unchanged rules, or of a new user who is disabled", () => {
    expect(warnings([{ sensors: SHARED }, { a: "sensors" }], [{ sensors: SHARED }, { a: "sensors" }])).toEqual({});
    expect(warnings([{ sensors: SHARED }], [{ sensors: SHARED }, { a: { disabled: true } }])).toEqual({});
  });

  it("names only the rules that are new", () => {
    const more = { ...SHARED, subscribe: ["commands/#"] };
    expect(warnings([{ sensors: SHARED }], [{ sensors: more }])["reaches-others"]).toMatch(
      /: subscribe to commands\/#\.$/,
    );
  });
});

describe("groupWarnings: AWS's limit on policies", () => {
  /** Rules of the same length: about 13 fit into one document. */
  const rules = (count: number): Partial<GroupSettings> => ({
    publish: Array.from({ length: count }, (_, index) => `${"x".repeat(90)}/${String(index).padStart(3, "0")}`),
    subscribe: [],
  });
  const documents = (count: number) => {
    const found = warnings([{ sensors: aGroup() }], [{ sensors: aGroup(rules(count)) }])["policy-near-limit"];
    return found && Number(/takes (\d+) documents/.exec(found)?.[1]);
  };

  it("warns from the ninth of ten documents on", () => {
    const found = Array.from({ length: 140 }, (_, index) => documents(index + 1));
    const first = found.findIndex((count) => count !== undefined);
    expect(found[first]).toBe(9);
    expect(new Set(found.slice(first, first + 20))).toEqual(new Set([9, 10]));
  });

  it("warns of a rule that nearly fills a document of its own", () => {
    const long = (times: number) => aGroup({ publish: [`a${"{username}".repeat(times)}`], subscribe: [] });
    const found = (times: number) => warnings([{ sensors: aGroup() }], [{ sensors: long(times) }])["policy-near-limit"];
    expect(found(14)).toMatch(/^A rule of sensors nearly fills a policy document/);
    expect(found(13)).toBeUndefined();
  });

  it("does not warn of a large group that stays as it is", () => {
    const group = aGroup(rules(125));
    expect(warnings([{ sensors: group }], [{ sensors: group }])).toEqual({});
  });
});
