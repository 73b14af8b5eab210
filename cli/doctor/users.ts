import { cdktf } from "../../config/text/command-line";
import { usersTableName } from "../../config/users-table-name";
import { type Check, failed, ok, skipped, warning } from "./check";

/**
 * Can the users be read, where they are in a table?
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
 */
export const users: Check = {
  name: "users",
  actions: ["dynamodb:DescribeTable"],
  async run({ api, stack: { stackName, settings } }) {
    const name = usersTableName(stackName, settings.store);
    if (name === undefined) return skipped("they are in the function's package");
    const table = await api.usersTable(name);
    if (table === undefined) {
      return failed(
        `there is no table ${name}, so every login is refused`,
        `Deploy again: ${cdktf("deploy")}. A table that was deleted comes back from its backup: docs/operations.md`,
      );
    }
    switch (table.status) {
      case "ACTIVE":
        return ok(`the table ${name} is active`);
      case "UPDATING":
        return ok(`the table ${name} is being updated, and can be read meanwhile`);
      case "INACCESSIBLE_ENCRYPTION_CREDENTIALS":
        return failed(
          `the table ${name} cannot be read, because its KMS key cannot be used`,
          "Enable the key, and let DynamoDB use it, within 7 days: AWS archives the table then.",
        );
      case "CREATING":
        return warning(`the table ${name} is being made`, "Wait a minute.");
      default:
        return failed(
          `the table ${name} is ${table.status}`,
          "Find out who did it: AWS CloudTrail. docs/operations.md says how a table comes back.",
        );
    }
  },
};
