import { resolveConfig } from "../../../config/stages/resolve-config";
import { complaintsAbout, MINIMAL } from "../complaints";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const storeOf = (store: object) => resolveConfig({ ...MINIMAL, store })[0]?.settings.store;

describe("store", () => {
  it("is bundled if only its file is given, and by default", () => {
    expect(storeOf({ file: "dev.json" })).toEqual({ type: "bundled", file: "dev.json" });
    expect(storeOf({})).toEqual({ type: "bundled", file: "users.json" });
  });

  it("is a table with backups, for generated secrets only, by default", () => {
    expect(storeOf({ type: "dynamodb" })).toEqual({
      type: "dynamodb",
      chosenPasswords: false,
      pointInTimeRecovery: true,
      deletionProtection: false,
    });
  });

  it("accepts all settings of a table", () => {
    const store = {
      type: "dynamodb",
      table: "fleet.users_1",
      chosenPasswords: true,
      pointInTimeRecovery: false,
      deletionProtection: true,
      kmsKeyArn: KEY,
    };
    expect(storeOf(store)).toEqual(store);
  });

  it("must have a known type", () => {
    expect(complaintsAbout({ store: { type: "bundle" } })).toEqual([
      '`store` must have a type of "bundled" or "dynamodb", got: {"type":"bundle"}. Leave it out for users shipped inside the Lambda function\'s zip.',
    ]);
  });

  it.each(["", 7])("must have a file that is a path and not %j", (file) => {
    expect(complaintsAbout({ store: { file } })).toEqual([
      `\`store.file\` must be the path of a users file, got: ${JSON.stringify(file)}. Write it like "users.json".`,
    ]);
  });

  it.each(["ab", "fleet users", "x".repeat(256)])("must have a table that AWS allows and not %s", (table) => {
    const [complaint = ""] = complaintsAbout({ store: { type: "dynamodb", table } });
    expect(complaint).toMatch(/^`store\.table` must be 3 to 255 of A-Z a-z 0-9 _ \. -, got: /);
  });

  it("must have the ARN of a key", () => {
    expect(complaintsAbout({ store: { type: "dynamodb", kmsKeyArn: "alias/users" } })).toEqual([
      '`store.kmsKeyArn` must be the ARN of a KMS key, got: "alias/users". Write it like arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab.',
    ]);
  });

  it("suggests the nearest setting of its type", () => {
    expect(complaintsAbout({ store: { type: "dynamodb", tabel: "fleet-users" } })).toEqual([
      '`store.tabel` must be a known setting, got: "tabel". Did you mean "table"? Known: "type", "table", "chosenPasswords", "pointInTimeRecovery", "deletionProtection", "kmsKeyArn".',
    ]);
    expect(complaintsAbout({ store: { table: "fleet-users" } })).toEqual([
      '`store.table` must be a known setting, got: "table". Known: "type", "file".',
    ]);
  });
});
