import { cloudPrnt } from "../../../config/groups/cloud-prnt";
import type { StackSettings } from "../../../config/schema/config-schema";
import { type GroupInput, groupSchema } from "../../../config/schema/group-schema";
import type { User } from "../../../identity/users/users-schema";
import { exampleClient, examplePair } from "../../../infra/outputs/example-client";

function choice(groups: Record<string, GroupInput>, users: Partial<User>[] = []) {
  const parsed = Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, groupSchema.parse(group)]));
  return {
    settings: { groups: parsed } as unknown as StackSettings,
    users: users.map((user) => ({ name: "a", group: "printers", secrets: [], ...user })),
  };
}

const example = (...of: Parameters<typeof choice>) => exampleClient(choice(...of));
const pair = (...of: Parameters<typeof choice>) => examplePair(choice(...of));

describe("the client of the examples", () => {
  it("is the first user of the first group that may publish", () => {
    const groups = { readers: { clientIds: ["{username}"], subscribe: ["a"] }, printers: cloudPrnt.printer() };
    const users = [
      { name: "reader-1", group: "readers" },
      { name: "00:11:62:aa:bb:cc" },
      { name: "00:11:62:dd:ee:ff" },
    ];
    expect(example(groups, users)).toEqual({
      user: "00:11:62:aa:bb:cc",
      clientId: "00:11:62:aa:bb:cc",
      topic: "star/cloudprnt/to-server/00:11:62:aa:bb:cc/hello",
    });
  });

  it("is not a disabled user, and is a placeholder if there is no other user", () => {
    expect(example({ printers: cloudPrnt.printer() }, [{ disabled: true }])).toMatchObject({
      user: "USER",
      clientId: "USER",
    });
    expect(example({ printers: cloudPrnt.printer() }, [{ disabled: true }, { name: "b" }])).toMatchObject({
      user: "b",
    });
  });

  it("has a client id that matches a rule with a prefix", () => {
    const group = { clientIds: ["{username}-*"], publish: ["a/{clientId}"] };
    expect(example({ printers: group })).toEqual({ user: "USER", clientId: "USER-1", topic: "a/USER-1" });
    expect(example({ printers: { ...group, clientIds: ["{clientId}"] } })).toMatchObject({ topic: "a/client-1" });
  });

  it("does not exist if no user may publish", () => {
    expect(example({ printers: { clientIds: ["a"], subscribe: ["a"] } })).toBeUndefined();
  });
});

describe("the pair of the examples", () => {
  it("is a publisher and a subscriber with a common topic, in any order of the groups", () => {
    const groups = { servers: cloudPrnt.server(), printers: cloudPrnt.printer() };
    const users = [{ name: "p1" }, { name: "s1", group: "servers" }];
    expect(pair(groups, users)).toEqual({
      publisher: { user: "s1", clientId: "s1", topic: "star/cloudprnt/to-device/p1/hello" },
      subscriber: { user: "p1", clientId: "p1", filter: "star/cloudprnt/to-device/p1/#" },
    });
  });

  it("is one user with two client ids, if no two users have a common topic and the group allows two client ids", () => {
    const printers = { clientIds: ["{username}-*"], publish: ["a/{username}/b"], subscribe: ["a/{username}/+"] };
    expect(pair({ printers }, [{ name: "p1" }])).toEqual({
      publisher: { user: "p1", clientId: "p1-1", topic: "a/p1/b" },
      subscriber: { user: "p1", clientId: "p1-2", filter: "a/p1/+" },
    });
  });

  it("has no subscriber if it would need the publisher's client id, or would receive nothing", () => {
    const own = { clientIds: ["{username}"], publish: ["a/{username}/#"], subscribe: ["a/{username}/#"] };
    expect(pair({ printers: own }, [{ name: "p1" }])).toEqual({
      publisher: { user: "p1", clientId: "p1", topic: "a/p1/hello" },
    });
    const apart = { ...own, clientIds: ["{username}-*"], subscribe: ["b/{username}/#", "a/{username}"] };
    expect(pair({ printers: apart }, [{ name: "p1" }])?.subscriber).toBeUndefined();
  });

  it.each([
    ["a/b", "a/b", "a/b"],
    ["a/#", "a/+/c/#", "a/hello/c/hello"],
    ["a/b/#", "a/#", "a/b/hello"],
    ["a", "a/#", "a"],
    ["a/b/c", "+/b/+", "a/b/c"],
    ["a/#", "a", undefined],
    ["a/b", "a/c", undefined],
    ["a/b", "a", undefined],
    ["$aws/things/x", "$aws/things/+", undefined],
    ["$aws/things/x", "+/things/x", undefined],
  ])("finds a topic that %s allows and %s matches: %s", (publish, subscribe, topic) => {
    const group = { clientIds: ["{username}-*"], publish: [publish], subscribe: [subscribe] };
    const found = pair({ printers: group }, [{ name: "p1" }]);
    expect(found?.subscriber && found.publisher.topic).toBe(topic);
  });

  it("does not use a disabled user", () => {
    const groups = { servers: cloudPrnt.server(), printers: cloudPrnt.printer() };
    const users = [
      { name: "p0", disabled: true },
      { name: "s1", group: "servers" },
    ];
    expect(pair(groups, users)).toMatchObject({ publisher: { user: "s1" } });
    expect(pair(groups, users)?.subscriber).toBeUndefined();
  });
});
