import type { Subject } from "../../../../cli/doctor/doctor-check";
import { checkOne } from "../check-one";
import { type HealthyAws, healthyAws } from "../healthy-subject";

let healthy: HealthyAws;
beforeAll(async () => {
  healthy = await healthyAws();
});
afterAll(() => healthy.remove());

describe("concurrency", () => {
  const reserved = (found: number | "none" | undefined) => ({ reservedConcurrency: async () => found });
  const configured = (): Partial<Subject> => {
    const { stack } = healthy.subject;
    const settings = { ...stack.settings.function, reservedConcurrentExecutions: 7 };
    return { stack: { ...stack, settings: { ...stack.settings, function: settings } } };
  };

  it("fails where somebody stopped the function", async () => {
    expect(await checkOne(healthy, "concurrency", reserved(0), configured())).toBe(
      "failed: 0 executions of fleet are reserved, so it cannot run and every login is refused | " +
        "Somebody stopped the function. To start it again: npx cdktf deploy, or aws lambda delete-function-concurrency --region eu-west-1 --function-name fleet",
    );
  });

  it("warns where it is not as configured", async () => {
    expect(await checkOne(healthy, "concurrency", reserved(7), configured())).toBe(
      "ok: 7 concurrent executions are reserved",
    );
    expect(await checkOne(healthy, "concurrency", reserved("none"), configured())).toMatch(
      /^warning: none is reserved, so it shares the account's concurrency, though the configuration says: 7 concurrent executions are/,
    );
    expect(await checkOne(healthy, "concurrency", reserved(3))).toMatch(
      /^warning: 3 concurrent executions are reserved, though/,
    );
  });

  it("is skipped if there is no function", async () => {
    expect(await checkOne(healthy, "concurrency", reserved(undefined))).toBe("skipped: there is no function fleet");
  });
});
