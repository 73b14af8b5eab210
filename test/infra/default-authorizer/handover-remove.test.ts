import { handoverPermission, removeHandover } from "../../../infra/default-authorizer/handover";
import { handoverName } from "../../../infra/default-authorizer/names";
import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { arnOf, FakeIot, FUNCTION } from "./fake-iot";
import { input, OURS, OWNER } from "./run-step";

const HANDOVER = handoverName(OWNER);
const stepWith = (api: FakeIot, overrides = {}) => ({
  input: input(overrides),
  api,
  say: () => {},
  wait: async () => {},
});

test("removeHandover deactivates the authorizer, removes its permission, and deletes the authorizer last", async () => {
  const iot = new FakeIot().add(HANDOVER, { owner: OWNER });
  await iot.addPermission(handoverPermission(input(), FUNCTION));
  iot.calls.length = 0;
  await removeHandover(stepWith(iot));
  expect(iot.calls).toEqual([
    "describe",
    "tags",
    "describeDefault",
    "deactivateAuthorizer",
    "removePermission",
    "deleteAuthorizer",
  ]);
  expect(iot.authorizers.size + iot.permissions().length).toBe(0);
});

test("removeHandover makes one call if there is no handover authorizer", async () => {
  const iot = new FakeIot();
  await removeHandover(stepWith(iot));
  expect(iot.calls).toEqual(["describe"]);
});

test("removeHandover does not change the handover authorizer while it is the default", async () => {
  const iot = new FakeIot().add(HANDOVER, { owner: OWNER });
  iot.default = HANDOVER;
  await removeHandover(stepWith(iot));
  expect(iot.authorizers.get(HANDOVER)?.active).toBe(true);
});

test("removeHandover does not change another stack's authorizer of that name", async () => {
  const iot = new FakeIot().add(HANDOVER, { owner: "another-stack" });
  await removeHandover(stepWith(iot));
  expect(iot.authorizers.get(HANDOVER)?.active).toBe(true);
});

test("removeHandover does not remove the stack's own authorizer of that name", async () => {
  const iot = new FakeIot().add(HANDOVER, { owner: OWNER });
  await removeHandover(stepWith(iot, { authorizerName: HANDOVER }));
  expect(iot.calls).toEqual([]);
});

test("removeHandover refuses credentials of another account, which may have the same stack", async () => {
  const iot = new FakeIot().add(HANDOVER, { owner: OWNER });
  await expect(removeHandover(stepWith(iot, { authorizerArn: arnOf(OURS, "999999999999") }))).rejects.toMatchObject({
    exitCode: EXIT.credentials,
  });
  expect(iot.authorizers.has(HANDOVER)).toBe(true);
});

test("removeHandover works without the function, which may have been deleted", async () => {
  const iot = new FakeIot().add(HANDOVER, { owner: OWNER });
  iot.functions.clear();
  await removeHandover(stepWith(iot));
  expect(iot.authorizers.size).toBe(0);
});

test("removeHandover waits until AWS accepts that the authorizer is INACTIVE", async () => {
  const iot = new FakeIot().add(HANDOVER, { owner: OWNER });
  let looks = 0;
  iot.before = (call) => {
    const stored = iot.authorizers.get(HANDOVER);
    if (call === "deleteAuthorizer" && stored) stored.active = ++looks < 4;
  };
  await removeHandover(stepWith(iot));
  expect(iot.authorizers.size).toBe(0);
  expect(looks).toBe(4);
});
