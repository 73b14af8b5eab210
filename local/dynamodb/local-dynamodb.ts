import { UnsupportedByStandInError } from "../local-errors";
import { unreadable } from "./dynamodb-error";
import type { DynamoDbContext, DynamoDbOperation } from "./dynamodb-operation";
import { batchGetItem } from "./operations/batch-get-item";
import { deleteItem } from "./operations/delete-item";
import { describeTable } from "./operations/describe-table";
import { getItem } from "./operations/get-item";
import { listTables } from "./operations/list-tables";
import { putItem } from "./operations/put-item";
import { scan } from "./operations/scan";
import { transactWriteItems } from "./operations/transact-write-items";

/** The operations of DynamoDB that the stand-in supports. */
export const DYNAMODB_OPERATIONS: readonly DynamoDbOperation[] = [
  batchGetItem,
  deleteItem,
  describeTable,
  getItem,
  listTables,
  putItem,
  scan,
  transactWriteItems,
];

/**
 * Runs a DynamoDB operation. The operations that a users table needs are supported.
 * @param operation The operation's name: the part of `X-Amz-Target` after the dot
 * @param body The request's body
 * @returns The answer's JSON
 * @throws {DynamoDbError} with AWS's code
 * @throws {UnsupportedByStandInError} for an operation or a member that the stand-in does not support
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function runDynamoDb(operation: string, body: Buffer, context: DynamoDbContext): object {
  const known = DYNAMODB_OPERATIONS.find(({ name }) => name === operation);
  if (known === undefined) throw new UnsupportedByStandInError(`${operation} (service dynamodb)`);
  return known.run(parse(body), context);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw unreadable("The request must be JSON");
  }
}
