import { createHandler } from "../handler";
import { dynamoDbStore } from "../stores/dynamodb";

/** The handler of a stack whose users are in a DynamoDB table. */
export const handler = createHandler(__dirname, ({ table }) => {
  if (table === undefined) throw new Error("access.json names no table");
  return dynamoDbStore(table);
});
