import { usersTableName } from "../../../config/names/stack-names";
import { allow, type IamStatement, type PartPermissions } from "../policy-document";
import { arnOf, type PolicySubject } from "../policy-subject";

/**
 * To make the users table and take it away; not to see who is in it.
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

/** What a command may do with users in a table: `find` one by name, `view` them all, `change` them. */
export type UsersAccess = "find" | "view" | "change";

const ACTIONS: Readonly<Record<UsersAccess, readonly string[]>> = {
  find: ["dynamodb:GetItem"],
  view: ["dynamodb:GetItem", "dynamodb:Scan"],
  change: ["dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan"],
};
const SIDS: Readonly<Record<UsersAccess, string>> = { find: "FindUsers", view: "ViewUsers", change: "ChangeUsers" };

/**
 * For commands that work with users in a table. Every write is a transaction, which needs the actions that
 * it is made of.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export function usersPermissions(subject: PolicySubject, access: UsersAccess): readonly IamStatement[] {
  return [
    allow(SIDS[access], ACTIONS[access], [usersTableArn(subject)]),
    ...keyStatement(subject, "DecryptUsers", ["kms:Decrypt"]),
  ];
}

/** To ask whether the table can be used. */
export function usersTableState(subject: PolicySubject): readonly IamStatement[] {
  return [allow("SeeUsersTable", ["dynamodb:DescribeTable"], [usersTableArn(subject)])];
}

/** Of the table as it is called now. */
function usersTableArn(subject: PolicySubject): string {
  const { stackName, settings } = subject.stack;
  const configured = settings.store.type === "dynamodb" ? settings.store.table : undefined;
  return arnOf(subject, "dynamodb", `table/${usersTableName(stackName, configured)}`);
}

/** Of all that are to be deployed or taken away: now's, those named as former ones, and without any the one it would have by default. */
function usersTableArns(subject: PolicySubject): string[] {
  const former = subject.formerTables.map((name) => arnOf(subject, "dynamodb", `table/${name}`));
  const hasTable = subject.stack.settings.store.type === "dynamodb";
  return hasTable || former.length === 0 ? [usersTableArn(subject), ...former] : former;
}

/**
 * A key of one's own is used through DynamoDB only.
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
