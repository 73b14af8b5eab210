import { dnsSuffixOf } from "../partitions";
import { post } from "./post";
import { signedHeaders } from "./sign";
import { StoreError } from "./store-error";

/** An attribute value in DynamoDB's JSON: its type and its value. */
export type AttributeValue = Readonly<Record<string, unknown>>;
/** An item in DynamoDB's JSON. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The parameters of GetItem. */
export interface GetItemInput {
  readonly TableName: string;
  readonly Key: Item;
  readonly ConsistentRead: boolean;
}

/**
 * Reads one item from DynamoDB, without retrying. Credentials are read from the environment every time, since Lambda
 * may renew them there.
 * @param signal cancels the request, whether it is connecting or reading the answer
 * @returns `undefined` if the item does not exist
 * @throws {StoreError} with the error code of AWS or of the network
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
 */
export async function getItem(input: GetItemInput, signal: AbortSignal): Promise<Item | undefined> {
  const signer = signerFrom(process.env);
  const url = new URL(dynamoDbEndpoint(signer.region, process.env));
  const body = JSON.stringify(input);
  const headers = signedHeaders(url.host, "DynamoDB_20120810.GetItem", body, signer, Date.now());
  const { status, text } = await post(url, headers, body, signal);
  const answer = parse(text);
  if (status !== 200 || answer === undefined) throw StoreError.answered(status, answer);
  return answer.Item as Item | undefined;
}

function signerFrom({
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
}: NodeJS.ProcessEnv) {
  if (!region || !accessKeyId || !secretAccessKey) throw new StoreError("MissingCredentials", false);
  return { region, accessKeyId, secretAccessKey, sessionToken };
}

function parse(text: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A text that is not JSON is not an object either.
  }
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

/**
 * Returns DynamoDB's endpoint: the one that the environment configures, with the variables of AWS's SDKs, or that of
 * the Region.
 * @example dynamoDbEndpoint("eu-west-1", {}) // "https://dynamodb.eu-west-1.amazonaws.com"
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @see https://docs.aws.amazon.com/general/latest/gr/ddb.html
 */
export function dynamoDbEndpoint(region: string, environment: Readonly<Record<string, string | undefined>>): string {
  const { AWS_ENDPOINT_URL_DYNAMODB: own, AWS_ENDPOINT_URL: all } = environment;
  const configured = environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true" ? undefined : own || all;
  return configured ?? `https://dynamodb.${region}.${dnsSuffixOf(region)}`;
}
