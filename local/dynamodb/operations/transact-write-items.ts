import { z } from "zod";
import { DynamoDbError, invalid } from "../dynamodb-error";
import { defineDynamoDbOperation } from "../dynamodb-operation";
import * as fields from "../request-members";
import type { Tables } from "../tables";
import { type PreparedWrite, prepareWrite } from "../write";

/** Maximum number of writes in one transaction. */
const MAX_WRITES = 100;

const put = z.strictObject({ TableName: fields.tableName, Item: fields.item, ...fields.condition });
const byKey = z.strictObject({ TableName: fields.tableName, Key: fields.item, ...fields.condition });
const write = z.strictObject({
  Put: put.optional(),
  Delete: byKey.optional(),
  ConditionCheck: byKey.extend({ ConditionExpression: z.string() }).optional(),
});

/**
 * Applies all writes of a transaction or none. A request with the token of an earlier transaction is answered, but not
 * applied again.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const transactWriteItems = defineDynamoDbOperation(
  "TransactWriteItems",
  z.object({
    TransactItems: z
      .array(write)
      .min(1, "Member must have length greater than or equal to 1")
      .max(MAX_WRITES, `Member must have length less than or equal to ${MAX_WRITES}`),
    ClientRequestToken: z.string().min(1).max(36).optional(),
    ...fields.writeReports,
  }),
  ({ TransactItems, ClientRequestToken: token }, { tables }) => {
    const content = JSON.stringify(TransactItems);
    const earlier = token === undefined ? undefined : tables.transaction(token);
    if (earlier === content) return {};
    if (earlier !== undefined) throw mismatch();

    const writes = TransactItems.map((one) => prepare(one, tables));
    const targets = writes.map(({ table, key }) => JSON.stringify([table.name, key]));
    if (new Set(targets).size < targets.length) {
      throw invalid("Transaction request cannot include multiple operations on one item");
    }
    const reasons = writes.map(reasonAgainst);
    if (reasons.some(({ Code }) => Code !== "None")) throw cancelled(reasons);
    for (const one of writes) one.apply();
    if (token !== undefined) tables.keepTransaction(token, content);
    return {};
  },
);

function prepare({ Put, Delete, ConditionCheck }: z.output<typeof write>, tables: Tables): PreparedWrite {
  const given = [Put, Delete, ConditionCheck].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  if (Put) {
    const table = tables.get(Put.TableName);
    return prepareWrite(table, table.keyOf(Put.Item), Put.Item, Put);
  }
  const { TableName, Key, ...members } = Delete ?? (ConditionCheck as NonNullable<typeof ConditionCheck>);
  const table = tables.get(TableName);
  return prepareWrite(table, table.readKey(Key), Delete ? undefined : "nothing", members);
}

function reasonAgainst(one: PreparedWrite): { Code: string; Message?: string } {
  try {
    one.check();
    return { Code: "None" };
  } catch (error) {
    const { message, members } = error as DynamoDbError;
    return { Code: "ConditionalCheckFailed", Message: message, ...members };
  }
}

function cancelled(reasons: readonly { Code: string }[]): DynamoDbError {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return new DynamoDbError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}

const mismatch = (): DynamoDbError =>
  new DynamoDbError(
    "IdempotentParameterMismatchException",
    "The request uses the same client token as a previous, but non-identical request.",
  );
