import { getItem, type Item } from "../dynamodb/get-item";
import { parseUser } from "../dynamodb/parse-user";
import { retry } from "../dynamodb/retry";
import { StoreError } from "../dynamodb/store-error";
import { logStoreError } from "../log";
import type { Store } from "../login";
import { Refusal } from "../respond";

/**
 * Returns a store of users in a DynamoDB table, one item for each user (see `TableUser` in `contract.ts`).
 *
 * Every login reads its item with a consistent read, and nothing is cached: adding, disabling or removing a user takes
 * effect at the user's next login or refresh.
 *
 * The whole item is read, which costs no more than reading a part of it, so that misspelt attributes are noticed.
 *
 * Every error is a refusal, `store-unavailable`, and a line in the log with the error code.
 * @example await dynamoDbStore("cloudprnt-users").find("printer-7")
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
 */
export function dynamoDbStore(table: string): Store {
  return {
    async find(name) {
      const item = await read(table, name);
      return item === undefined ? undefined : (parseUser(item) ?? "malformed");
    },
  };
}

async function read(table: string, name: string): Promise<Item | undefined> {
  try {
    return await retry((signal) =>
      getItem({ TableName: table, Key: { name: { S: name } }, ConsistentRead: true }, signal),
    );
  } catch (error) {
    logStoreError(error instanceof StoreError ? error.code : "InternalError");
    throw new Refusal("store-unavailable", { user: name });
  }
}
