import { getItem, type Item } from "../dynamodb/get-item";
import { parseUser } from "../dynamodb/parse-user";
import { retry } from "../dynamodb/retry";
import { StoreError } from "../dynamodb/store-error";
import { logStoreError } from "../log";
import type { Store } from "../login";
import { Refusal } from "../respond";

/**
 * Users in a DynamoDB table, one item each (see `TableUser` in `contract.ts`).
 *
 * Every login reads its item, and consistently: who was added, disabled or removed a moment ago is let in or refused at the next
 * login or refresh, and nothing is kept here that could be out of date.
 *
 * The whole item is asked for, which costs no more than a part of it: an attribute that is not asked for by name may be a misspelt one.
 *
 * Whatever goes wrong is a refusal, `store-unavailable`, and one line in the log with AWS's error code.
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
