/** What other rooms may use of users in a DynamoDB table. */
export { dynamoDbTable, type TableAction, type TableAddress } from "./dynamodb-table";
export { inParallel } from "./in-parallel";
export type { UsersTable } from "./table-interface";
export { tableStore } from "./table-store";
