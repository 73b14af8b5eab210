import { reachesOthers } from "../../../review/access/reaches-others";
import { aGroup } from "../a-plan";

describe("reachesOthers", () => {
  it("finds nothing in rules that hold the user's name", () => {
    expect(reachesOthers(aGroup({ retain: ["telemetry/{username}/#"] }))).toEqual([]);
  });

  it.each(["publish", "subscribe", "retain"] as const)("finds a rule without the user's name in %s", (list) => {
    expect(reachesOthers(aGroup({ [list]: ["a/{username}", "a/b", "c/#"] }))).toEqual([
      { list, rule: "a/b" },
      { list, rule: "c/#" },
    ]);
  });

  it("finds nothing in rules that hold the name of the device's thing", () => {
    const rules = { clientIds: ["{thingName}"], publish: ["up/{thingName}/#"], subscribe: ["down/{clientId}/#"] };
    expect(reachesOthers(aGroup(rules))).toEqual([]);
  });

  it("finds {clientId} in a topic as good as the user's name while client ids hold the user's name", () => {
    const rules = { publish: ["a/{clientId}"] };
    expect(reachesOthers(aGroup(rules))).toEqual([]);
    expect(reachesOthers(aGroup({ ...rules, clientIds: ["{clientId}"] }))).toEqual([
      { list: "clientIds", rule: "{clientId}" },
      { list: "publish", rule: "a/{clientId}" },
    ]);
  });

  it.each(["gateway", "gateway-*", "{clientId}", "{username}*", "{username}-*", "{username}.x*"])(
    "finds the client id %s one that another user may need",
    (rule) => {
      expect(reachesOthers(aGroup({ clientIds: [rule] }))).toEqual([{ list: "clientIds", rule }]);
    },
  );

  it.each(["{username}", "gateway-{username}", "{username}-publisher", "{username}~*", "gateway-{username}~x*"])(
    "finds the client id %s nobody else's",
    (rule) => {
      expect(reachesOthers(aGroup({ clientIds: [rule] }))).toEqual([]);
    },
  );
});
