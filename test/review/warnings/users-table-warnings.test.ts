import { type BeforeAfter, reviewOf, warningsOf } from "../a-plan";

const table = (more: object = {}) => ({
  name: "fleet-users",
  deletion_protection_enabled: false,
  point_in_time_recovery: [{ enabled: true }],
  ...more,
});
const PROTECTED = { deletion_protection_enabled: true };
const NO_BACKUPS = { point_in_time_recovery: [{ enabled: false }] };
const review = (change: BeforeAfter) => reviewOf({ "aws_dynamodb_table.users": change });

describe("usersTableWarnings", () => {
  it("warns that all users are lost with their table", () => {
    const found = review([table(), null]);
    expect(warningsOf(found)["users-lost"]).toBe(
      "The users table fleet-users is destroyed, and all users in it are lost. AWS keeps a backup of it for 35 days.",
    );
    expect(found.access).toBe("narrows");
  });

  it("says whether AWS will refuse, and whether there is a backup", () => {
    expect(warningsOf(review([table({ ...PROTECTED, ...NO_BACKUPS }), null]))["users-lost"]).toBe(
      "The users table fleet-users is destroyed, and all users in it are lost. AWS refuses as long as its deletion protection is on. There is no backup of it.",
    );
  });

  it("warns that a table under another name is empty", () => {
    const { "users-lost": sentence } = warningsOf(review([table(), table({ name: "other" }), "replace"]));
    expect(sentence).toContain("A new and empty one, other, takes its place.");
  });

  it("warns of protection and of backups that are turned off", () => {
    const found = review([table(PROTECTED), table(NO_BACKUPS)]);
    expect(warningsOf(found)).toEqual({
      "table-unprotected":
        "AWS no longer refuses to delete the users table fleet-users (deletion protection): a later plan can destroy it with all users.",
      "table-backups-off":
        "The users table fleet-users has no continuous backups any more: deleted or overwritten users cannot be restored, and AWS deletes the existing backups.",
    });
    expect(found.access).toBe("unchanged");
  });

  it("does not warn of a table that is new, unchanged, only forgotten, or newly protected", () => {
    expect(warningsOf(review([table(), table()]))).toEqual({});
    expect(warningsOf(review([table(NO_BACKUPS), table(PROTECTED)]))).toEqual({});
    expect(warningsOf(review([null, table()]))).not.toHaveProperty("users-lost");
    expect(warningsOf(review([table(), null, "forget"]))).not.toHaveProperty("users-lost");
  });
});
