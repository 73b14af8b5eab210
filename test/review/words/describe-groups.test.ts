import type { GroupSettings } from "../../../config/schema/config-schema";
import { describeGroups } from "../../../review/words/describe-groups";
import { text } from "../../../review/words/render-review";
import { aGroup, aMap, reviewOfAccess } from "../a-plan";

const described = (before: Partial<GroupSettings> | null, after: Partial<GroupSettings> | null) =>
  describeGroups(
    reviewOfAccess(aMap(before ? { sensors: aGroup(before) } : {}), aMap(after ? { sensors: aGroup(after) } : {}))
      .groups,
  ).map(text);

describe("describeGroups", () => {
  it.each<[string, Partial<GroupSettings> | null, Partial<GroupSettings> | null, string[]]>([
    [
      "a new group with its rules",
      null,
      {},
      [
        "New group sensors: may connect as {username}, publish to telemetry/{username}/#, subscribe to commands/{username}/#",
      ],
    ],
    [
      "a removed group",
      {},
      null,
      [
        "Group sensors is removed: it could connect as {username}, publish to telemetry/{username}/#, subscribe to commands/{username}/#",
      ],
    ],
    [
      "rules that come and go",
      { retain: ["telemetry/{username}/#"] },
      { publish: ["telemetry/#"], subscribe: ["news", "weather"] },
      [
        "sensors may now publish to telemetry/# (before only telemetry/{username}/#)",
        "sensors may now subscribe to news, weather",
        "sensors may no longer subscribe to commands/{username}/#",
        "sensors may no longer publish retained messages to telemetry/{username}/#",
      ],
    ],
    [
      "a rule that shrinks",
      {},
      { publish: ["telemetry/{username}/a", "telemetry/{username}/b"] },
      [
        "sensors may no longer publish to telemetry/{username}/# (still telemetry/{username}/a, telemetry/{username}/b)",
      ],
    ],
    [
      "rules that say the same in other words",
      {},
      { publish: ["telemetry/{username}/#", "telemetry/{username}/a"] },
      ["sensors has its rules written differently, which allow the same"],
    ],
    [
      "times",
      {},
      { disconnectAfterSeconds: 5430, refreshAfterSeconds: 300 },
      [
        "Connections of sensors end after 1 h 30 min 30 s (before: 24 h)",
        "Changes reach connected users of sensors within 5 min (before: 15 min)",
      ],
    ],
    ["nothing", {}, {}, []],
  ])("tells %s", (_, before, after, expected) => {
    expect(described(before, after)).toEqual(expected);
  });
});
