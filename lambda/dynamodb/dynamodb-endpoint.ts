import { dnsSuffixOf } from "../partitions";

/**
 * Where DynamoDB is: what the environment says, as it does for AWS's SDKs, or its address in the Region.
 * @example dynamoDbEndpoint("eu-west-1", {}) // "https://dynamodb.eu-west-1.amazonaws.com"
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @see https://docs.aws.amazon.com/general/latest/gr/ddb.html
 */
export function dynamoDbEndpoint(region: string, environment: Readonly<Record<string, string | undefined>>): string {
  const { AWS_ENDPOINT_URL_DYNAMODB: own, AWS_ENDPOINT_URL: all } = environment;
  const configured = environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true" ? undefined : own || all;
  return configured ?? `https://dynamodb.${region}.${dnsSuffixOf(region)}`;
}
