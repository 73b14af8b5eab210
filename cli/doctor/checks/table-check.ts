import { usersTableOf } from "../../../config/names/stack-names";
import { cdktf } from "../../../config/text";
import { type Finding, failed, ok, type Subject, warning } from "../doctor-check";

/**
 * Checks that the users can be read in their table.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
 */
export async function checkTable({ api, stack }: Subject): Promise<Finding> {
  const name = usersTableOf(stack);
  const table = await api.usersTable(name);
  if (table === undefined) {
    return failed(
      `there is no table ${name}, so every login is refused`,
      `Deploy again: ${cdktf("deploy")}. To restore a deleted table from its backup: docs/operations.md`,
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
        "Enable the key, and let DynamoDB use it, within 7 days: after that, AWS archives the table.",
      );
    case "CREATING":
      return warning(`the table ${name} is being created`, "Wait a minute.");
    default:
      return failed(
        `the table ${name} is ${table.status}`,
        "Find the cause in AWS CloudTrail. To restore a table: docs/operations.md.",
      );
  }
}
