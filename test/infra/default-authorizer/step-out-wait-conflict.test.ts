import { AwsCallError, type AwsCallErrorKind } from "../../../aws/aws-call-error";
import { outWaitConflict } from "../../../infra/default-authorizer/step";
import { FakeIot } from "./fake-iot";
import { input } from "./run-step";

async function attempt(kinds: readonly AwsCallErrorKind[]) {
  const waits: number[] = [];
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  const step = { input: input(), api: new FakeIot(), say: () => {}, wait };
  const left = [...kinds];
  const result = outWaitConflict(step, async () => {
    const kind = left.shift();
    if (kind) throw new AwsCallError("iot:DeleteAuthorizer", kind, kind);
    return "done";
  });
  return { result: await result.catch((error: Error) => error.message), waits };
}

test("repeats a call after a conflict, and doubles the wait each time", async () => {
  expect(await attempt(["conflict", "conflict"])).toEqual({ result: "done", waits: [200, 400] });
});

test("fails after six attempts and 6.2 seconds of waiting", async () => {
  expect(await attempt(Array(6).fill("conflict"))).toEqual({ result: "conflict", waits: [200, 400, 800, 1600, 3200] });
});

test("does not repeat a call after another error", async () => {
  expect(await attempt(["denied"])).toEqual({ result: "denied", waits: [] });
});
