import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Tables } from "../../../local/dynamodb/tables";
import { closeAll, start } from "../control-plane/start";

/** A table of users in the stand-in, and AWS's own client for it. */
export interface TableClient {
  readonly client: DynamoDBClient;
  readonly url: string;
  readonly tables: Tables;
  close(): Promise<void>;
}

export const TABLE = "fleet-users";

/** Starts a control plane with one table in it. @param items As objects */
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
