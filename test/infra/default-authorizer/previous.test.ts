import fc from "fast-check";
import { recall, remember } from "../../../infra/default-authorizer/previous";
import { arnOf, FakeIot } from "./fake-iot";
import { input, OURS } from "./run-step";

const authorizerName = fc.stringMatching(/^[\w=,@-]{1,128}$/);

const names = fc.array(authorizerName, { maxLength: 12 });

test("recalls the remembered names of any authorizers, latest first, as many as fit into a tag", async () => {
  await fc.assert(
    fc.asyncProperty(names, fc.boolean(), async (previous, cleared) => {
      const step = { input: input(), api: new FakeIot().add(OURS), say: () => {}, wait: async () => {} };
      await remember(step, { previous, cleared });
      const recalled = await recall(step, arnOf(OURS));
      expect(recalled).toEqual({ previous: previous.slice(0, recalled.previous.length), cleared });
      expect(recalled.previous.length).toBeGreaterThanOrEqual(Math.min(previous.length, 1));
      if (previous.join("+").length <= 248) expect(recalled.previous).toEqual(previous);
    }),
  );
});

test("recalls no name from a tag that a person has overwritten", async () => {
  const step = {
    input: input(),
    api: new FakeIot().add(OURS, { previous: "what? / ever" }),
    say: () => {},
    wait: async () => {},
  };
  expect(await recall(step, arnOf(OURS))).toEqual({ previous: [], cleared: false });
});

test("writes the tag only if its value changes", async () => {
  const iot = new FakeIot().add(OURS, { previous: "theirs" });
  const step = { input: input(), api: iot, say: () => {}, wait: async () => {} };
  await remember(step, { previous: ["theirs"], cleared: false });
  expect(iot.calls).toEqual(["tags"]);
});
