import { randomInt, randomUUID } from "node:crypto";
import {
  BatchGetItemCommand,
  type CancellationReason,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  paginateScan,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { added, removed, replaced, unadded } from "./conditions";
import type { Item } from "./item";
import type { TableChange, UsersTable } from "./table-interface";

/** IAM action that a call needs, with which its errors are explained. */
export type TableAction =
  | "dynamodb:GetItem"
  | "dynamodb:BatchGetItem"
  | "dynamodb:Scan"
  | "dynamodb:PutItem"
  | "dynamodb:DeleteItem";

/** A table, and the settings for calling it. */
export interface TableAddress {
  readonly name: string;
  /** Settings of the SDK's client: Region, credentials, endpoint. */
  readonly settings: DynamoDBClientConfig;
  /**
   * Converts an error of the SDK into the error to throw.
   * @param mayBeDone Whether the write may have been done although its answer was lost, and is not undone
   */
  readonly explain: (error: unknown, action: TableAction, mayBeDone: boolean) => unknown;
}

/**
 * How long a call retries while other transactions use the same items or the table throttles, and its pauses;
 * milliseconds.
 */
const PATIENCE = { longest: 20_000, atLeast: 20, atMost: 100, growth: 2, ceiling: 2_000 } as const;

/**
 * Cancellation reasons of a transaction that are temporary.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors
 */
const PASSING = /^(TransactionConflict|ThrottlingError|ProvisionedThroughputExceeded)$/;
/** Temporary errors that can remain after the SDK's own retries. */
const HELD_BACK =
  /^(TransactionInProgressException|ThrottlingException|ProvisionedThroughputExceededException|RequestLimitExceeded)$/;

/**
 * A users table in DynamoDB.
 *
 * Every write is a transaction, even for one item, because its client request token makes it idempotent. Without the
 * token, if the answer to a write were lost, the SDK's second attempt would fail on the condition that its first
 * attempt changed.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems-idempotency
 * @example dynamoDbTable({ name: "cloudprnt-users", settings: { region: "us-east-1" }, explain: (error) => error })
 */
export function dynamoDbTable({ name: TableName, settings, explain }: TableAddress): UsersTable {
  const client = new DynamoDBClient(settings);
  const explained = async <T>(action: TableAction, call: () => Promise<T>, mayBeDone = false): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw explain(error, action, mayBeDone);
    }
  };
  return {
    get: (name) =>
      explained("dynamodb:GetItem", async () => {
        const Key = { name: { S: name } };
        return (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
      }),
    present: (names) => explained("dynamodb:BatchGetItem", () => present(client, TableName, names)),
    async *scan() {
      const pages = paginateScan({ client }, { TableName, ConsistentRead: true });
      while (true) {
        const page = await explained("dynamodb:Scan", () => pages.next());
        if (page.done) return;
        yield page.value.Items ?? [];
      }
    },
    write: (changes) =>
      explained(
        actionOf(changes),
        () => write(client, TableName, changes),
        changes.some(({ kind }) => kind === "replace" || kind === "remove"),
      ),
  };
}

async function present(client: DynamoDBClient, TableName: string, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  let keys: Item[] = names.map((name) => ({ name: { S: name } }));
  for (const pause of pauses()) {
    const request = {
      Keys: keys,
      ConsistentRead: true,
      ProjectionExpression: "#name",
      ExpressionAttributeNames: { "#name": "name" },
    };
    const answer = await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: request } }));
    found.push(...(answer.Responses?.[TableName] ?? []).map((item) => item.name?.S ?? ""));
    keys = answer.UnprocessedKeys?.[TableName]?.Keys ?? [];
    if (keys.length === 0) return found;
    await pause();
  }
  throw new TableBusyError();
}

async function write(
  client: DynamoDBClient,
  TableName: string,
  changes: readonly TableChange[],
): Promise<readonly number[]> {
  const TransactItems = changes.map((change) => operationOf(change, TableName));
  const ClientRequestToken = randomUUID();
  for (const pause of pauses()) {
    const command = new TransactWriteItemsCommand({ TransactItems, ClientRequestToken });
    const outcome = await client.send(command).then(() => [], reasonsOf);
    const failed = outcome.flatMap(({ Code }, position) => (Code === "ConditionalCheckFailed" ? [position] : []));
    if (outcome.length === 0 || failed.length > 0) return failed;
    await pause();
  }
  throw new TableBusyError();
}

/**
 * Returns why a transaction was cancelled, if each reason is temporary or a failed condition.
 * @throws every other error
 */
function reasonsOf(error: unknown): readonly CancellationReason[] {
  const { name = "", CancellationReasons = [] } = error as {
    name?: string;
    CancellationReasons?: CancellationReason[];
  };
  if (HELD_BACK.test(name)) return [{ Code: "ThrottlingError" }];
  if (name !== "TransactionCanceledException") throw error;
  const reasons = CancellationReasons.filter(({ Code = "None" }) => Code !== "None");
  const known = reasons.every(({ Code = "" }) => Code === "ConditionalCheckFailed" || PASSING.test(Code));
  if (known && reasons.length > 0) return CancellationReasons;
  const { Code = "TransactionCanceledException", Message = "" } = reasons[0] ?? {};
  throw Object.assign(new Error(Message), { name: Code, $metadata: { httpStatusCode: 400 } });
}

function operationOf(change: TableChange, TableName: string): TransactWriteItem {
  switch (change.kind) {
    case "add":
      return { Put: { TableName, Item: { ...change.item }, ...added() } };
    case "replace":
      return { Put: { TableName, Item: { ...change.item }, ...replaced(change.before) } };
    case "remove":
      return { Delete: { TableName, Key: { name: { S: change.name } }, ...removed() } };
    case "unadd":
      return { Delete: { TableName, Key: { name: { S: change.item.name?.S ?? "" } }, ...unadded(change.item) } };
  }
}

function actionOf(changes: readonly TableChange[]): TableAction {
  const kind = changes[0]?.kind;
  return kind === "add" || kind === "replace" ? "dynamodb:PutItem" : "dynamodb:DeleteItem";
}

/**
 * Yields pauses between attempts until their sum reaches the limit. They are random, from a range that grows with each
 * attempt.
 */
function* pauses(): Generator<() => Promise<void>> {
  let [waited, most]: [number, number] = [0, PATIENCE.atMost];
  while (waited < PATIENCE.longest) {
    const milliseconds = randomInt(PATIENCE.atLeast, most);
    yield () => new Promise((resolve) => setTimeout(resolve, milliseconds));
    waited += milliseconds;
    most = Math.min(most * PATIENCE.growth, PATIENCE.ceiling);
  }
}

/** The table throttled, or an item was in use by other transactions, until the last attempt. */
class TableBusyError extends Error {
  override readonly name = "ThrottlingException";
  readonly $metadata = { httpStatusCode: 400 };

  constructor() {
    super(`busy for ${PATIENCE.longest / 1000} s`);
  }
}
