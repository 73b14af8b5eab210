import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Reviewed, ReviewStack } from "../helpers/review-stack";
import { REGION } from "../helpers/sandbox";
import { testUser } from "../helpers/users";

const STACK = "cloudprnt";
/** Returns a stack's settings. @param rest Settings after the groups */
const settings = (rest = "", groups = "devices: device()") =>
  `name: "${STACK}", region: "${REGION}", groups: { ${groups} }, ${rest}`;
const table = (more = "", groups?: string) => settings(`store: { type: "dynamodb", ${more} }`, groups);

/**
 * Replaces the code's digests, which change with the code. The code changes here since each store has its own handler.
 */
const withoutDigests = ({ code, text }: Reviewed): Reviewed => ({
  code,
  text: text.replace(/digest [0-9a-f]{32} \(before: [0-9a-f]{32}\)/, "digest NEW (before: OLD)"),
});

/** Declares tests of reviews in which users move between the plan and a table. @param get Returns the shared stack */
export function testUsersTable(get: () => ReviewStack): void {
  describe("The review of a change of the users' store", () => {
    let stack: ReviewStack;

    beforeAll(async () => {
      stack = get();
      await stack.checkout.writeUsers([testUser("meter-1", "devices").entry, testUser("meter-2", "devices").entry]);
      await stack.deploy(settings());
    });

    it("names the users who move from the plan into a table", async () => {
      expect(withoutDigests(await stack.reviewOf(table()))).toEqual({
        code: 1,
        text: `cloudprnt: access widens

Resources: 2 to add, 2 to change, 1 to replace.

Warnings:
  - Users move out of the plan into the table cloudprnt-users: users who are not in it can no longer log in, other users who are in it can, and no plan shows them any more. In the plan until now: devices, 2 users (meter-1, meter-2).
  - The function's code changes, digest NEW (before: OLD): it decides every login. Look at the diff of lambda/.

Resources:
  - add aws_dynamodb_table.users
  - add aws_iam_role_policy.read_users
  - change aws_iam_role.authorizer
  - change aws_lambda_function.authorizer
  - replace terraform_data.access_map
`,
      });
      await stack.apply();
    });

    it("warns that users in the table may already be in a new group", async () => {
      expect(await stack.reviewOf(table("", "devices: device(), others: device()"))).toEqual({
        code: 1,
        text: `cloudprnt: access widens

Resources: 1 to change, 1 to replace.

Warnings:
  - Users in the table cloudprnt-users with a group that is new (others) can log in from now on: no plan shows who that is.

What groups may do:
  - New group others: may connect as {username}, publish to telemetry/{username}/#, subscribe to commands/{username}/#

Resources:
  - change aws_lambda_function.authorizer
  - replace terraform_data.access_map
`,
      });
    });

    it("warns if the table's backups are turned off", async () => {
      expect(await stack.reviewOf(table("pointInTimeRecovery: false"))).toEqual({
        code: 0,
        text: `cloudprnt: access stays as it is

Resources: 1 to change.

Warnings:
  - The users table cloudprnt-users has no continuous backups any more: deleted or overwritten users cannot be restored, and AWS deletes the existing backups.

Resources:
  - change aws_dynamodb_table.users
`,
      });
    });

    it("warns that a table under another name is empty", async () => {
      const { code, text } = await stack.reviewOf(table('table: "other"'));
      expect(code).toBe(0);
      expect(text).toContain(
        "  - The users table cloudprnt-users is destroyed, and all users in it are lost. A new and empty one, other, takes its place. AWS keeps a backup of it for 35 days.\n",
      );
    });

    it.each([
      ["stream", { stream_enabled: true, stream_view_type: "NEW_AND_OLD_IMAGES" }, "stream_enabled"],
      [
        "replica",
        { stream_enabled: true, stream_view_type: "NEW_AND_OLD_IMAGES", replica: { region_name: "us-east-1" } },
        "replica",
      ],
      [
        "content of another table",
        { restore_source_name: "theirs", restore_to_latest_time: true },
        "restore_source_name",
      ],
      ["time after which users go", { ttl: { attribute_name: "t", enabled: true } }, "ttl"],
    ])("reports a %s that an override file adds to the table", async (_, settingsByHand, named) => {
      await stack.checkout.configure(table());
      const file = join(stack.folder, "more_override.tf.json");
      await writeFile(file, JSON.stringify({ resource: { aws_dynamodb_table: { users: settingsByHand } } }));
      try {
        await stack.planQuickly();
      } finally {
        await rm(file);
      }
      const { code, text } = await stack.review();
      expect(code).toBe(1);
      expect(text).toContain(`aws_dynamodb_table.users: ${named} is not in the synthesis`);
    });

    it("names the users who move back into the plan, and warns that the table is destroyed", async () => {
      expect(withoutDigests(await stack.reviewOf(settings()))).toEqual({
        code: 1,
        text: `cloudprnt: access widens

Resources: 2 to change, 1 to replace, 2 to destroy.

Warnings:
  - The users table cloudprnt-users is destroyed, and all users in it are lost. AWS keeps a backup of it for 35 days.
  - Users come back into the plan: users who are in the table cloudprnt-users only can no longer log in. Those who were in it already count as gained here, since no plan shows who that is.
  - The function's code changes, digest NEW (before: OLD): it decides every login. Look at the diff of lambda/.

Who gains or loses access:
  - devices gains 2 users: meter-1, meter-2

Resources:
  - change aws_iam_role.authorizer
  - change aws_lambda_function.authorizer
  - replace terraform_data.access_map
  - destroy aws_dynamodb_table.users
  - destroy aws_iam_role_policy.read_users
`,
      });
    });
  });
}
