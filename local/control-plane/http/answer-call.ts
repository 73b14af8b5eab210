import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { DynamoDbError } from "../../dynamodb/dynamodb-error";
import { AwsError, UnsupportedByStandInError } from "../../local-errors";
import type { InjectedError } from "./control-plane-call";

/** Answers with JSON, as AWS's REST services do. */
export function answer(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, "application/json", JSON.stringify(body), {});
}

/**
 * Converts an error to an answer. Unexpected errors become `InternalFailureException`.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/CommonErrors.html
 */
export function asErrorAnswer(error: unknown): InjectedError {
  if (error instanceof DynamoDbError) {
    return { status: error.status, errorType: error.code, message: error.message, members: error.members };
  }
  if (error instanceof AwsError || error instanceof UnsupportedByStandInError) {
    return { status: error.status, errorType: error.code, message: error.message };
  }
  return { status: 500, errorType: "InternalFailureException", message: `The stand-in failed: ${error}` };
}

/** Format of a service's errors. */
export type ErrorStyle = "json" | "xml";

/**
 * Answers with an error in the format that AWS's clients read: header and `__type` for JSON services, XML for the older
 * query services (IAM, STS).
 */
export function answerError(
  response: ServerResponse,
  { status, errorType, message, members }: InjectedError,
  style: ErrorStyle,
): void {
  if (style === "json") {
    const body = JSON.stringify({ __type: errorType, message, ...members });
    send(response, status, "application/json", body, { "x-amzn-ErrorType": errorType });
    return;
  }
  const kind = status < 500 ? "Sender" : "Receiver";
  const error = `<Error><Type>${kind}</Type><Code>${escapeXml(errorType)}</Code><Message>${escapeXml(message)}</Message></Error>`;
  const xml = `<ErrorResponse>${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
  send(response, status, "text/xml", xml, {});
}

function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "x-amzn-RequestId": randomUUID(),
    ...headers,
  });
  response.end(body);
}

const escapeXml = (text: string) => text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
