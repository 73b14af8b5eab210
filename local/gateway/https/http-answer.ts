import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";

/** An HTTP answer, with the message that AWS IoT Core sends. */
export interface HttpAnswer {
  readonly status: number;
  readonly message: string;
}

export const OK: HttpAnswer = { status: 200, message: "OK" };

/** Assumption: status 403, because of the message; AWS's pages show this body without its status. */
export const FORBIDDEN: HttpAnswer = { status: 403, message: "Forbidden" };

export const PAYLOAD_TOO_LARGE: HttpAnswer = { status: 413, message: "RequestEntityTooLarge" };

export const badRequest = (message: string): HttpAnswer => ({ status: 400, message });

/**
 * Answers a request as AWS IoT Core's HTTPS publish does.
 * @param traceId UUID that identifies the request
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/http.html
 * @example
 * answer(response, OK); // {"message":"OK","traceId":"…"}
 */
export function answer(
  response: ServerResponse,
  { status, message }: HttpAnswer,
  traceId: string = randomUUID(),
): void {
  const body = JSON.stringify({ message, traceId });
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-amzn-RequestId": traceId,
  });
  response.end(body);
}
