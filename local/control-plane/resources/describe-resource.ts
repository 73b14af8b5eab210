import type { Authorizer } from "./control-plane-store";

/**
 * An authorizer as the API describes it: times in seconds since 1970, and no members that have no value.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_AuthorizerDescription.html
 */
export function describe(authorizer: Authorizer) {
  const { name, arn, functionArn, tags: _tags, creationDate, lastModifiedDate, ...same } = authorizer;
  return {
    authorizerName: name,
    authorizerArn: arn,
    authorizerFunctionArn: functionArn,
    ...same,
    creationDate: creationDate / 1000,
    lastModifiedDate: lastModifiedDate / 1000,
  };
}

/** An authorizer as other operations name it. */
export function summarize({ name, arn }: Authorizer) {
  return { authorizerName: name, authorizerArn: arn };
}
