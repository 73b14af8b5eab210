import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { forward } from "../../../local/control-plane/forwarding/forward";

/** A saved query of CloudWatch Logs Insights. */
export interface QueryDefinition {
  readonly queryDefinitionId: string;
  readonly name: string;
  readonly queryString: string;
  readonly logGroupNames: readonly string[];
}

/**
 * A server in front of moto that implements the saved queries of CloudWatch Logs, which moto lacks, and forwards all
 * other calls.
 */
export interface QueryDefinitions {
  readonly url: string;
  readonly saved: ReadonlyMap<string, QueryDefinition>;
  close(): Promise<void>;
}

/**
 * Starts the server on a free port of 127.0.0.1.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
 */
export async function startQueryDefinitions(motoUrl: string): Promise<QueryDefinitions> {
  const saved = new Map<string, QueryDefinition>();
  const operations: Readonly<Record<string, (input: Partial<QueryDefinition>) => object>> = {
    "Logs_20140328.PutQueryDefinition": (input) => {
      const { queryDefinitionId = randomUUID(), name = "", queryString = "", logGroupNames = [] } = input;
      saved.set(queryDefinitionId, { queryDefinitionId, name, queryString, logGroupNames });
      return { queryDefinitionId };
    },
    "Logs_20140328.DescribeQueryDefinitions": () => ({ queryDefinitions: [...saved.values()] }),
    "Logs_20140328.DeleteQueryDefinition": ({ queryDefinitionId = "" }) => ({
      success: saved.delete(queryDefinitionId),
    }),
  };
  const server = createServer(async (request, response) => {
    const operation = operations[String(request.headers["x-amz-target"])];
    try {
      if (!operation) {
        await forward(request, response, { target: new URL(motoUrl) });
        return;
      }
      const answer = operation(await readJson(request));
      response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
    } catch (error) {
      response.destroy(error as Error);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    saved,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readJson(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as object;
}
