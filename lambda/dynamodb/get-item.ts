import { AwsV4Signer } from "aws4fetch";
import { dynamoDbEndpoint } from "./endpoint";
import { StoreError } from "./store-error";

/** An attribute as DynamoDB writes it: its type, and its value. */
export type AttributeValue = Readonly<Record<string, unknown>>;
/** An item as DynamoDB writes it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** What to ask DynamoDB for. */
export interface GetItemInput {
  readonly TableName: string;
  readonly Key: Item;
  readonly ConsistentRead: boolean;
  readonly ProjectionExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
}

/** Keys derived from credentials, by credentials and day: they are the same for every request of a day. */
const signingKeys = new Map<string, ArrayBuffer>();

/**
 * Asks DynamoDB once for one item. Credentials are read from the environment every time, since Lambda may renew them there.
 * @param signal Ends it early, connection and answer alike
 * @returns `undefined` if there is no such item
 * @throws {StoreError} with AWS's error code, or that of the network
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
 */
export async function getItem(input: GetItemInput, signal: AbortSignal): Promise<Item | undefined> {
  const { url, headers, method, body } = await sign(JSON.stringify(input));
  const { ok, status, text } = await send(url, { method, headers, body: body ?? null, signal });
  const answer = parse(text);
  if (!ok || answer === undefined) throw StoreError.answered(status, answer);
  return answer.Item as Item | undefined;
}

function sign(body: string) {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_REGION || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new StoreError("MissingCredentials", false);
  return new AwsV4Signer({
    url: `${dynamoDbEndpoint(AWS_REGION, process.env)}/`,
    headers: { "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.GetItem" },
    body,
    service: "dynamodb",
    region: AWS_REGION,
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    cache: signingKeys,
  }).sign();
}

/** Reads the whole answer even if it is an error: only then is the connection used again. */
async function send(url: URL, init: RequestInit): Promise<{ ok: boolean; status: number; text: string }> {
  try {
    const response = await fetch(url, init);
    return { ok: response.ok, status: response.status, text: await response.text() };
  } catch (error) {
    throw StoreError.unreachable(error);
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
