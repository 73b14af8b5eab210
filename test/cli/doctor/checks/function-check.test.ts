import { checkOne } from "../check-one";
import { type HealthyAws, healthyAws } from "../healthy-subject";

let healthy: HealthyAws;
beforeAll(async () => {
  healthy = await healthyAws();
});
afterAll(() => healthy.remove());

const withFunction = async (changes: object) => ({
  functionConfiguration: async () => ({ ...(await healthy.api.functionConfiguration("fleet")), ...changes }),
});

describe("function", () => {
  it.each([
    [{ State: "Failed", StateReason: "Broken." }, /^failed: its state is Failed: Broken \|/],
    [{ State: "Pending" }, "warning: its state is Pending | Wait a minute."],
    [{ State: "Inactive" }, "ok: fleet is active, and what would be deployed"],
    [{ LastUpdateStatus: "Failed", LastUpdateStatusReason: "no" }, /^failed: its last update failed: no \|/],
    [{ LastUpdateStatus: "InProgress" }, "warning: an update is in progress | Wait a minute."],
    [
      { CodeSha256: "x" },
      /^warning: it differs from what would be deployed: its code, users or groups \| See what: npx/,
    ],
    [
      { MemorySize: 128, Role: "arn:aws:iam::1:role/x" },
      /deployed: memory \(128 instead of 256\), role \(x instead of fleet-eu-west-1\) \|/,
    ],
  ])("judges %j", async (changes, said) => {
    expect(await checkOne(healthy, "function", await withFunction(changes))).toEqual(
      typeof said === "string" ? said : expect.stringMatching(said),
    );
  });

  it("fails if there is no function", async () => {
    expect(await checkOne(healthy, "function", { functionConfiguration: async () => undefined })).toBe(
      "failed: there is no function fleet | Deploy again: npx cdktf deploy",
    );
  });
});
