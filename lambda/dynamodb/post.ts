import http from "node:http";
import https from "node:https";
import { StoreError } from "./store-error";

/** Connections stay open for the next login. */
const AGENTS = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) } as const;

/** Maximum size of an answer, bytes. An item has at most 400 KB, and its JSON a few times that. */
const MAX_ANSWER = 4 * 1024 * 1024;

/** The answer to an HTTP request. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends a request and reads the whole answer. Refuses an answer that is longer than any of DynamoDB's, since it could
 * fill the function's memory.
 * @param signal cancels the request, whether it is connecting or reading the answer
 * @throws {StoreError} with the error code of the network, or `AnswerTooLong`
 */
export function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(StoreError.unreachable(signal.aborted ? signal.reason : error));
    const [{ request }, agent] = url.protocol === "http:" ? [http, AGENTS.http] : [https, AGENTS.https];
    request(url, { method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) }, agent, signal })
      .on("response", (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response
          .on("data", (chunk: Buffer) => {
            chunks.push(chunk);
            length += chunk.length;
            if (length > MAX_ANSWER) response.destroy(Object.assign(new Error(), { code: "AnswerTooLong" }));
          })
          .on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }))
          .on("error", fail);
      })
      .on("error", fail)
      .end(body);
  });
}
