import { allowHandover, handoverPermission } from "../../../infra/default-authorizer/handover";
import { FakeIot, FUNCTION } from "./fake-iot";
import { input } from "./run-step";

const permission = handoverPermission(input(), FUNCTION);
const stepWith = (api: FakeIot) => {
  const lines: string[] = [];
  return { input: input(), api, say: (line: string) => lines.push(line), wait: async () => {}, lines };
};

test("allowHandover replaces a statement of the same id that allows another authorizer", async () => {
  const iot = new FakeIot();
  await iot.addPermission({ ...permission, authorizerArn: "arn:aws:iot:eu-central-1:123456789012:authorizer/other" });
  await allowHandover(stepWith(iot), permission);
  expect(iot.permissions()).toEqual([permission]);
});

test("allowHandover repeats the call six times while the function is being changed, then throws AWS's error", async () => {
  const iot = new FakeIot();
  iot.fault = { at: 0, done: false, forGood: true, kind: "conflict" };
  iot.removePermission = async () => {};
  await expect(allowHandover(stepWith(iot), permission)).rejects.toThrow("addPermission failed: conflict.");
  expect(iot.calls).toEqual(Array(6).fill("addPermission"));
});

test("allowHandover reports that the function does not exist, and continues without the permission", async () => {
  const iot = new FakeIot();
  iot.functions.clear();
  const step = stepWith(iot);
  await allowHandover(step, permission);
  expect(step.lines).toEqual([
    `${FUNCTION} does not exist: no device can log in by it, before and after the handover.`,
  ]);
});
