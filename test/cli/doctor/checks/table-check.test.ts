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
    ["CREATING", "warning: the table fleet-users is being created | Wait a minute."],
    [
      "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
      "failed: the table fleet-users cannot be read, because its KMS key cannot be used | Enable the key, and let DynamoDB use it, within 7 days: after that, AWS archives the table.",
    ],
    [
      "DELETING",
      "failed: the table fleet-users is DELETING | Find the cause in AWS CloudTrail. To restore a table: docs/operations.md.",
    ],
  ])("judges a table that is %s", async (status, said) => {
    expect(await checkOne(healthy, "users", { usersTable: async () => ({ status }) })).toBe(said);
  });

  it("fails if there is no table", async () => {
    expect(await checkOne(healthy, "users", { usersTable: async () => undefined })).toBe(
      "failed: there is no table fleet-users, so every login is refused | Deploy again: npx cdktf deploy. To restore a deleted table from its backup: docs/operations.md",
    );
  });
});
