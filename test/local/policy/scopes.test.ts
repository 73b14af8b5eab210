import {
  connectScope,
  publishScope,
  receiveScope,
  retainPublishScope,
  subscribeScope,
} from "../../../local/policy/scopes";
import { ACCOUNT, arn } from "./helpers";

describe("the permission that an MQTT operation needs", () => {
  test.each([
    ["CONNECT", connectScope(ACCOUNT, "a:b"), { action: "iot:Connect", resource: arn("client/a:b") }],
    ["PUBLISH", publishScope(ACCOUNT, "a/b"), { action: "iot:Publish", resource: arn("topic/a/b") }],
    [
      "PUBLISH with retain",
      retainPublishScope(ACCOUNT, "a/b"),
      { action: "iot:RetainPublish", resource: arn("topic/a/b") },
    ],
    ["SUBSCRIBE", subscribeScope(ACCOUNT, "a/+/#"), { action: "iot:Subscribe", resource: arn("topicfilter/a/+/#") }],
    ["delivery", receiveScope(ACCOUNT, "a/b"), { action: "iot:Receive", resource: arn("topic/a/b") }],
  ])("%s", (_title, scope, expected) => {
    expect(scope).toEqual(expected);
  });

  test.each([
    ["$share/workers/jobs/#", undefined, "$share/workers/jobs/#"],
    ["$share/workers/jobs/#", "whole", "$share/workers/jobs/#"],
    ["$share/workers/jobs/#", "filter", "jobs/#"],
    ["$share/workers//jobs", "filter", "/jobs"],
    ["$share/workers", "filter", "$share/workers"],
    ["$shared/a/b", "filter", "$shared/a/b"],
    ["a/$share/b/c", "filter", "a/$share/b/c"],
  ] as const)("a subscription to %s, read as %s, needs %s", (filter, reading, checked) => {
    expect(subscribeScope(ACCOUNT, filter, reading).resource).toBe(arn(`topicfilter/${checked}`));
  });
});
