import { usersTableName } from "../config/users-table-name";
import { allow, type IamStatement, type PartPermissions } from "./policy-document";
import { arnOf, type PolicySubject } from "./policy-subject";

/**
 * To make the users table and take it away; not to see who is in it.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function usersTablePermissions(subject: PolicySubject): PartPermissions {
  const table = [usersTableArn(subject)];
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
 * For commands that work with users in a table; nothing where they are in a file. Every write is a transaction, which needs the actions that
 * it is made of.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export function usersPermissions(subject: PolicySubject, access: UsersAccess): readonly IamStatement[] {
  if (subject.stack.settings.store.type !== "dynamodb") return [];
  return [
    allow(SIDS[access], ACTIONS[access], [usersTableArn(subject)]),
    ...keyStatement(subject, "DecryptUsers", ["kms:Decrypt"]),
  ];
}

/** To ask whether the table can be used; nothing where users are in a file. */
export function usersTableState(subject: PolicySubject): readonly IamStatement[] {
  if (subject.stack.settings.store.type !== "dynamodb") return [];
  return [allow("SeeUsersTable", ["dynamodb:DescribeTable"], [usersTableArn(subject)])];
}

/** The table's ARN; of a table that the configuration no longer has, the one it has by default. */
function usersTableArn(subject: PolicySubject): string {
  const { stackName, settings } = subject.stack;
  const name = usersTableName(stackName, settings.store.type === "dynamodb" ? settings.store : NO_NAME);
  return arnOf(subject, "dynamodb", `table/${name}`);
}

const NO_NAME = {
  type: "dynamodb",
  chosenPasswords: false,
  pointInTimeRecovery: true,
  deletionProtection: false,
} as const;

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
