import { ownershipOf } from "../../../infra/default-authorizer/step";
import { arnOf, FakeIot } from "./fake-iot";
import { input, OURS, OWNER } from "./run-step";

test.each([
  ["this", "the stack's name and any tags", OURS, "another-stack"],
  ["older", "another name and the stack's owner tag", "before", OWNER],
  ["foreign", "another name and another stack's owner tag", "theirs", "another-stack"],
  ["foreign", "another name and no owner tag", "theirs", undefined],
])("%s: an authorizer with %s", async (expected, _title, name, owner) => {
  const api = new FakeIot().add(name, owner === undefined ? {} : { owner });
  const step = { input: input(), api, say: () => {}, wait: async () => {} };
  expect(await ownershipOf(step, { name, arn: arnOf(name), active: true })).toBe(expected);
});
