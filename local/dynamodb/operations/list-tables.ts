import { z } from "zod";
import { defineDynamoDbOperation } from "../dynamodb-operation";
import * as fields from "../request-members";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export const listTables = defineDynamoDbOperation(
  "ListTables",
  z.object({ ExclusiveStartTableName: fields.tableName.optional(), Limit: z.int().min(1).max(100).optional() }),
  ({ ExclusiveStartTableName: start = "", Limit = 100 }, { tables }) => {
    const rest = tables.names.filter((name) => name > start);
    const TableNames = rest.slice(0, Limit);
    return { TableNames, ...(rest.length > Limit ? { LastEvaluatedTableName: TableNames.at(-1) } : {}) };
  },
);
