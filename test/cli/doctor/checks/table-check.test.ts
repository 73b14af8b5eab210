import { checkOne } from "../check-one";
import { type HealthyAws, healthyAws } from "../healthy-subject";

let healthy: HealthyAws;
beforeAll(async () => {
  healthy = await healthyAws(
    'export default defineConfig({ name: "fleet", region: "eu-west-1", store: { type: "dynamodb" }, groups: { a: device() } });',
  );
});
afterAll(() => healthy.remove());

describe("users", () => {
  it.each([
    ["ACTIVE", "ok: the table fleet-users is active"],
    ["UPDATING", "ok: the table fleet-users is being updated, and can be read meanwhile"],
    ["CREATING", "warning: the table fleet-users is being made | Wait a minute."],
    [
      "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
      "failed: the table fleet-users cannot be read, because its KMS key cannot be used | Enable the key, and let DynamoDB use it, within 7 days: AWS archives the table then.",
    ],
    [
      "DELETING",
      "failed: the table fleet-users is DELETING | Find out who did it: AWS CloudTrail. docs/operations.md says how a table comes back.",
    ],
  ])("judges a table that is %s", async (status, said) => {
    expect(await checkOne(healthy, "users", { usersTable: async () => ({ status }) })).toBe(said);
  });

  it("tells that there is no table", async () => {
    expect(await checkOne(healthy, "users", { usersTable: async () => undefined })).toBe(
      "failed: there is no table fleet-users, so every login is refused | Deploy again: npx cdktf deploy. A table that was deleted comes back from its backup: docs/operations.md",
    );
  });
});
