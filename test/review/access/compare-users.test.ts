import { aGroup, aMap, reviewOfAccess } from "../a-plan";

const GROUPS = { sensors: aGroup(), readers: aGroup({ publish: [] }), admins: aGroup({ publish: ["telemetry/#"] }) };
type Users = Parameters<typeof aMap>[1];
const compare = (before: Users, after: Users) => reviewOfAccess(aMap(GROUPS, before), aMap(GROUPS, after));

describe("compareUsers", () => {
  it.each<[string, Users, Users, "widens" | "narrows" | "unchanged"]>([
    ["a new user", {}, { a: "sensors" }, "widens"],
    ["a new user who is disabled", {}, { a: { disabled: true } }, "unchanged"],
    ["a removed user", { a: "sensors" }, {}, "narrows"],
    ["a removed user who was disabled", { a: { disabled: true } }, {}, "unchanged"],
    ["a move to a stronger group", { a: "sensors" }, { a: "admins" }, "widens"],
    ["a move to a weaker group", { a: "sensors" }, { a: "readers" }, "narrows"],
    [
      "a move to a stronger group of somebody disabled",
      { a: { disabled: true } },
      { a: { group: "admins", disabled: true } },
      "unchanged",
    ],
    ["a user who is disabled", { a: "sensors" }, { a: { disabled: true } }, "narrows"],
    ["a user who is enabled again", { a: { disabled: true } }, { a: "sensors" }, "widens"],
    ["a user who is to expire", { a: "sensors" }, { a: { expiresAt: "2027-01-01T00:00:00Z" } }, "narrows"],
    ["a user who expires no more", { a: { expiresAt: "2027-01-01T00:00:00Z" } }, { a: "sensors" }, "widens"],
    [
      "a later expiry",
      { a: { expiresAt: "2027-01-01T00:00:00Z" } },
      { a: { expiresAt: "2027-01-01T00:00:01Z" } },
      "widens",
    ],
    [
      "the same expiry in another time zone",
      { a: { expiresAt: "2027-01-01T00:00:00Z" } },
      { a: { expiresAt: "2027-01-01T01:00:00+01:00" } },
      "unchanged",
    ],
    ["one who gains and one who loses", { a: "sensors" }, { b: "sensors" }, "widens"],
    ["nobody", { a: "sensors" }, { a: "sensors" }, "unchanged"],
  ])("finds the effect of %s on access", (_, before, after, access) => {
    expect(compare(before, after).access).toBe(access);
  });

  it("compares the old group's old rules with the new group's new rules", () => {
    const before = aMap({ sensors: aGroup(), readers: aGroup({ publish: [] }) }, { a: "readers" });
    const after = aMap({ sensors: aGroup({ publish: [] }), readers: aGroup({ publish: [] }) }, { a: "sensors" });
    expect(reviewOfAccess(before, after).users).toEqual([
      expect.objectContaining({ name: "a", gains: false, loses: false }),
    ]);
  });

  it("compares the rules if a user moves out of a group that this plan removes", () => {
    const before = aMap({ sensors: aGroup() }, { a: "sensors" });
    const after = aMap({ admins: aGroup({ publish: ["telemetry/#"] }) }, { a: "admins" });
    expect(reviewOfAccess(before, after).users[0]?.rules?.gained).toEqual([
      { list: "publish", rule: "telemetry/#", narrower: ["telemetry/{username}/#"] },
    ]);
  });

  it.each(["constructor", "toString"])("compares a group called %s like any other", (name) => {
    const map = (users: Users) => aMap({ ...GROUPS, [name]: aGroup({ publish: ["telemetry/#"] }) }, users);
    const found = reviewOfAccess(map({ a: "sensors" }), map({ a: name }));
    expect(found.users).toMatchObject([{ after: { group: name }, gains: true, loses: false }]);
    expect(reviewOfAccess(aMap(GROUPS, { a: "sensors" }), map({ a: name })).users).toMatchObject([{ gains: true }]);
  });
});
