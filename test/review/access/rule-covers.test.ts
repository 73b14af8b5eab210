import { ruleCovers } from "../../../review/access/rule-covers";

describe("ruleCovers", () => {
  it.each([
    ["publish", "a/b", "a/b"],
    ["publish", "a/#", "a/b"],
    ["publish", "a/#", "a/b/#"],
    ["publish", "a/#", "a/{username}/x"],
    ["subscribe", "a/#", "a/+/b"],
    ["subscribe", "$share/g/a/#", "$share/g/a/b"],
    ["clientIds", "gw-*", "gw-1"],
    ["clientIds", "gw-*", "gw-1-*"],
    ["clientIds", "{clientId}", "anything-*"],
  ] as const)("finds in %s that %s allows %s", (list, wide, narrow) => {
    expect(ruleCovers(list, wide, narrow)).toBe(true);
  });

  it.each([
    ["publish", "a/b", "a/#"],
    ["publish", "a/#", "a"],
    ["publish", "a/#", "ab/c"],
    ["publish", "a/b/#", "a/#"],
    ["publish", "a/{username}", "a/{clientId}"],
    ["publish", "a/{clientId}", "a/b"],
    ["subscribe", "a/+", "a/b"],
    ["subscribe", "a/#", "$share/g/a/b"],
    ["clientIds", "gw-1", "gw-*"],
    ["clientIds", "{username}-*", "{username}"],
    ["clientIds", "{username}", "{clientId}"],
  ] as const)("finds in %s that %s does not allow %s", (list, wide, narrow) => {
    expect(ruleCovers(list, wide, narrow)).toBe(false);
  });
});
