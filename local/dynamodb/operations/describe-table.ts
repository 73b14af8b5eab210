import { z } from "zod";
import { defineDynamoDbOperation } from "../dynamodb-operation";
import * as fields from "../request-members";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export const describeTable = defineDynamoDbOperation(
  "DescribeTable",
  z.object({ TableName: fields.tableName }),
  ({ TableName }, { tables, arnPrefix }) => {
    const { name, hashKey, created, size } = tables.get(TableName);
    return {
      Table: {
        TableName: name,
        TableArn: `${arnPrefix}${name}`,
        TableStatus: "ACTIVE",
        KeySchema: [{ AttributeName: hashKey, KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: hashKey, AttributeType: "S" }],
        BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
        CreationDateTime: created / 1000,
        ItemCount: size,
      },
    };
  },
);
