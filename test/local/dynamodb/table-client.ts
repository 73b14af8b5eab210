import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Tables } from "../../../local/dynamodb/tables";
import { closeAll, start } from "../control-plane/start";

/** A users table in the stand-in, and the AWS SDK's client for it. */
export interface TableClient {
  readonly client: DynamoDBClient;
  readonly url: string;
  readonly tables: Tables;
  close(): Promise<void>;
}

export const TABLE = "fleet-users";

/** Starts a control plane with a table. @param items The table's items, as plain objects */
export async function tableClient(items: readonly object[] = []): Promise<TableClient> {
  const { controlPlane } = await start();
  const { tables } = controlPlane.store.region("eu-west-1");
  tables.ensure({ name: TABLE, hashKey: "name" }, items, 1_000);
  const client = new DynamoDBClient({
    endpoint: controlPlane.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" },
    maxAttempts: 1,
  });
  return {
    client,
    url: controlPlane.url,
    tables,
    close: async () => {
      client.destroy();
      await closeAll();
    },
  };
}
