import type { GroupSettings } from "../../../config/schema/config-schema";
import { aGroup, aMap, reviewOfAccess } from "../a-plan";

const compare = (before: Partial<GroupSettings>, after: Partial<GroupSettings>) =>
  reviewOfAccess(aMap({ sensors: aGroup(before) }), aMap({ sensors: aGroup(after) }));

describe("compareGroups", () => {
  it.each<[string, Partial<GroupSettings>, Partial<GroupSettings>, "widens" | "narrows" | "unchanged"]>([
    ["a further rule", {}, { publish: ["telemetry/{username}/#", "alerts"] }, "widens"],
    ["a wider rule", {}, { publish: ["telemetry/#"] }, "widens"],
    ["a rule less", {}, { subscribe: [] }, "narrows"],
    ["a narrower rule", {}, { publish: ["telemetry/{username}/a"] }, "narrows"],
    ["one wider, one narrower", {}, { publish: ["telemetry/#"], subscribe: [] }, "widens"],
    [
      "a rule that another one covers",
      {},
      { publish: ["telemetry/{username}/#", "telemetry/{username}/a"] },
      "unchanged",
    ],
    ["another order", { publish: ["a", "b"] }, { publish: ["b", "a"] }, "unchanged"],
    ["a client id more", {}, { clientIds: ["{username}", "{username}-*"] }, "widens"],
    ["retained messages", {}, { retain: ["telemetry/{username}/#"] }, "widens"],
    ["longer connections", { disconnectAfterSeconds: 300 }, {}, "widens"],
    ["shorter connections", {}, { disconnectAfterSeconds: 300 }, "narrows"],
    ["changes that reach users later", {}, { refreshAfterSeconds: 901 }, "widens"],
    ["changes that reach users earlier", {}, { refreshAfterSeconds: 899 }, "narrows"],
  ])("finds the effect of %s on access", (_, before, after, access) => {
    expect(compare(before, after).access).toBe(access);
  });

  it("says which narrower rules a wider rule replaces, and the other way round", () => {
    const narrow = { publish: ["telemetry/{username}/a", "telemetry/{username}/b"] };
    expect(compare(narrow, {}).groups[0]?.rules.gained).toEqual([
      { list: "publish", rule: "telemetry/{username}/#", narrower: narrow.publish },
    ]);
    expect(compare({}, narrow).groups[0]?.rules.lost).toEqual([
      { list: "publish", rule: "telemetry/{username}/#", narrower: narrow.publish },
    ]);
  });

  it("lists rules that are written differently without allowing more or less, but not another order", () => {
    const covered = compare({}, { publish: ["telemetry/{username}/#", "telemetry/{username}/a"] });
    expect(covered.groups).toEqual([
      expect.objectContaining({ name: "sensors", rules: { gained: [], lost: [], rewritten: true } }),
    ]);
    expect(compare({ publish: ["a", "b"] }, { publish: ["b", "a"] }).groups).toEqual([]);
  });

  it("lists a new and a removed group, which alone change nobody's access", () => {
    const { groups, access } = reviewOfAccess(aMap({ old: aGroup() }), aMap({ young: aGroup() }));
    expect(groups.map(({ name, kind }) => [name, kind])).toEqual([
      ["old", "removed"],
      ["young", "new"],
    ]);
    expect(access).toBe("unchanged");
  });
});
