import fc from "fast-check";
import { recall, remember } from "../../../infra/default-authorizer/previous";
import { arnOf, FakeIot } from "./fake-iot";
import { input, OURS } from "./run-step";

const authorizerName = fc.stringMatching(/^[\w=,@-]{1,128}$/);

test("recalls exactly what was remembered, for any name an authorizer may have, in a tag that AWS takes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.option(authorizerName, { nil: undefined }), fc.boolean(), async (previous, cleared) => {
      const step = { input: input(), api: new FakeIot().add(OURS), say: () => {}, wait: async () => {} };
      await remember(step, { previous, cleared });
      expect(await recall(step, arnOf(OURS))).toEqual({ previous, cleared });
    }),
  );
});

test("writes the tag only when it says something else", async () => {
  const iot = new FakeIot().add(OURS, { previous: "theirs" });
  const step = { input: input(), api: iot, say: () => {}, wait: async () => {} };
  await remember(step, { previous: "theirs", cleared: false });
  expect(iot.calls).toEqual(["tags"]);
});
