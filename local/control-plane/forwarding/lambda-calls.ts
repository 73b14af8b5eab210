/** A call to Lambda's REST API. */
export interface LambdaCall {
  readonly operation: string;
  /** Function name or ARN in the path; missing for CreateFunction and ListFunctions. */
  readonly functionName?: string;
  /** Statement id in the path of RemovePermission. */
  readonly statementId?: string;
}

const FUNCTION = "/2015-03-31/functions/([^/]+)";

const CALLS: readonly (readonly [operation: string, method: string, path: RegExp])[] = [
  ["CreateFunction", "POST", /^\/2015-03-31\/functions\/?$/],
  ["ListFunctions", "GET", /^\/2015-03-31\/functions\/?$/],
  ["GetFunction", "GET", new RegExp(`^${FUNCTION}$`)],
  ["DeleteFunction", "DELETE", new RegExp(`^${FUNCTION}$`)],
  ["UpdateFunctionCode", "PUT", new RegExp(`^${FUNCTION}/code$`)],
  ["UpdateFunctionConfiguration", "PUT", new RegExp(`^${FUNCTION}/configuration$`)],
  ["GetFunctionConfiguration", "GET", new RegExp(`^${FUNCTION}/configuration$`)],
  ["ListVersionsByFunction", "GET", new RegExp(`^${FUNCTION}/versions$`)],
  ["AddPermission", "POST", new RegExp(`^${FUNCTION}/policy$`)],
  ["GetPolicy", "GET", new RegExp(`^${FUNCTION}/policy$`)],
  ["RemovePermission", "DELETE", new RegExp(`^${FUNCTION}/policy/([^/]+)$`)],
  ["Invoke", "POST", new RegExp(`^${FUNCTION}/invocations$`)],
  ["PutFunctionConcurrency", "PUT", /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/],
  ["DeleteFunctionConcurrency", "DELETE", /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/],
  ["GetFunctionConcurrency", "GET", /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/],
  ["GetFunctionCodeSigningConfig", "GET", /^\/2020-06-30\/functions\/([^/]+)\/code-signing-config$/],
  ["ListTags", "GET", /^\/2017-03-31\/tags\/([^/]+)$/],
  ["TagResource", "POST", /^\/2017-03-31\/tags\/([^/]+)$/],
  ["UntagResource", "DELETE", /^\/2017-03-31\/tags\/([^/]+)$/],
];

/**
 * Returns the Lambda operation of a request; undefined for unknown operations.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 * @example
 * lambdaCall("PUT", "/2015-03-31/functions/login/code"); // { operation: "UpdateFunctionCode", functionName: "login" }
 */
export function lambdaCall(method: string, path: string): LambdaCall | undefined {
  for (const [operation, wanted, pattern] of CALLS) {
    const match = wanted === method ? pattern.exec(path) : null;
    if (match !== null) {
      const [functionName, statementId] = match.slice(1).map(decode);
      return {
        operation,
        ...(functionName !== undefined && { functionName }),
        ...(statementId !== undefined && { statementId }),
      };
    }
  }
  return undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
