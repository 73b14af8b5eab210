import { type GroupInput, groupSchema } from "../../../infra/config/group-schema";
import type { StackSettings } from "../../../infra/config/schema";
import { cloudPrnt } from "../../../infra/groups/cloud-prnt";
import { exampleClient } from "../../../infra/outputs/example-client";
import type { User } from "../../../infra/users/users-schema";

function example(groups: Record<string, GroupInput>, users: Partial<User>[] = []) {
  const parsed = Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, groupSchema.parse(group)]));
  return exampleClient({
    settings: { groups: parsed } as unknown as StackSettings,
    users: users.map((user) => ({ name: "a", group: "printers", secrets: [], ...user })),
  });
}

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

  it("is no user who is disabled, and a placeholder where there is no other", () => {
    expect(example({ printers: cloudPrnt.printer() }, [{ disabled: true }])).toMatchObject({
      user: "USER",
      clientId: "USER",
    });
    expect(example({ printers: cloudPrnt.printer() }, [{ disabled: true }, { name: "b" }])).toMatchObject({
      user: "b",
    });
  });

  it("takes a client id that fits a rule for beginnings", () => {
    const group = { clientIds: ["{username}-*"], publish: ["a/{clientId}"] };
    expect(example({ printers: group })).toEqual({ user: "USER", clientId: "USER-1", topic: "a/USER-1" });
    expect(example({ printers: { ...group, clientIds: ["{clientId}"] } })).toMatchObject({ topic: "a/client-1" });
  });

  it("does not exist where nobody may publish", () => {
    expect(example({ printers: { clientIds: ["a"], subscribe: ["a"] } })).toBeUndefined();
  });
});
