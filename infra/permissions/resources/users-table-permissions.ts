import { usersTableName } from "../../../config/names/stack-names";
import { allow, type IamStatement, type PartPermissions } from "../policy-document";
import { arnOf, type PolicySubject } from "../policy-subject";

/**
 * Permissions to create and delete the users table, but not to read its users.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function usersTablePermissions(subject: PolicySubject): PartPermissions {
  const table = usersTableArns(subject);
  return {
    read: [
      allow(
        "ReadUsersTable",
        [
          "dynamodb:DescribeContinuousBackups",
          "dynamodb:DescribeTable",
          "dynamodb:DescribeTimeToLive",
          "dynamodb:ListTagsOfResource",
        ],
        table,
      ),
    ],
    write: [
      allow(
        "DeployUsersTable",
        [
          "dynamodb:CreateTable",
          "dynamodb:DeleteTable",
          "dynamodb:TagResource",
          "dynamodb:UntagResource",
          "dynamodb:UpdateContinuousBackups",
          "dynamodb:UpdateTable",
        ],
        table,
      ),
      ...keyStatement(subject, "EncryptUsersTable", [
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
      ]),
    ],
  };
}

/** Access of a command to users in a table: `find` one by name, `view` all of them, or `change` them. */
export type UsersAccess = "find" | "view" | "change";

const ACTIONS: Readonly<Record<UsersAccess, readonly string[]>> = {
  find: ["dynamodb:GetItem"],
  view: ["dynamodb:GetItem", "dynamodb:Scan"],
  change: ["dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan"],
};
const SIDS: Readonly<Record<UsersAccess, string>> = { find: "FindUsers", view: "ViewUsers", change: "ChangeUsers" };

/**
 * Permissions of commands that work with users in a table. Every write is a transaction, which needs the permissions of
 * its single actions.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export function usersPermissions(subject: PolicySubject, access: UsersAccess): readonly IamStatement[] {
  return [
    allow(SIDS[access], ACTIONS[access], [usersTableArn(subject)]),
    ...keyStatement(subject, "DecryptUsers", ["kms:Decrypt"]),
  ];
}

/** Permissions to read the table's status. */
export function usersTableState(subject: PolicySubject): readonly IamStatement[] {
  return [allow("SeeUsersTable", ["dynamodb:DescribeTable"], [usersTableArn(subject)])];
}

/** ARN of the table with its present name. */
function usersTableArn(subject: PolicySubject): string {
  const { stackName, settings } = subject.stack;
  const configured = settings.store.type === "dynamodb" ? settings.store.table : undefined;
  return arnOf(subject, "dynamodb", `table/${usersTableName(stackName, configured)}`);
}

/**
 * ARNs of all tables that a deploy creates or deletes: the present one and the former ones; without either, the table
 * with the default name.
 */
function usersTableArns(subject: PolicySubject): string[] {
  const former = subject.formerTables.map((name) => arnOf(subject, "dynamodb", `table/${name}`));
  const hasTable = subject.stack.settings.store.type === "dynamodb";
  return hasTable || former.length === 0 ? [usersTableArn(subject), ...former] : former;
}

/**
 * Permissions for a customer managed key, which may be used through DynamoDB only.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
function keyStatement({ stack }: PolicySubject, sid: string, actions: readonly string[]): IamStatement[] {
  const { store, region } = stack.settings;
  if (store.type !== "dynamodb" || !store.kmsKeyArn) return [];
  return [
    allow(sid, actions, [store.kmsKeyArn], {
      StringLike: { "kms:ViaService": `dynamodb.${region}.*` },
    }),
  ];
}
