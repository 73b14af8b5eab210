/** The parts of a Lambda function's ARN. */
export interface FunctionArn {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly functionName: string;
  /** Version or alias; missing in an unqualified ARN. */
  readonly qualifier?: string;
}

const FUNCTION_ARN =
  /^arn:(aws[a-z-]*):lambda:([a-z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]{1,64})(?::(\$LATEST|[a-zA-Z0-9_-]{1,128}))?$/;

/**
 * Reads a Lambda function's ARN; returns undefined if the text is not such an ARN.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 * @example
 * parseFunctionArn("arn:aws:lambda:us-east-1:123456789012:function:login")?.functionName; // "login"
 */
export function parseFunctionArn(arn: string): FunctionArn | undefined {
  const [, partition, region, accountId, functionName, qualifier] = FUNCTION_ARN.exec(arn) ?? [];
  if (partition === undefined || region === undefined || accountId === undefined || functionName === undefined) {
    return undefined;
  }
  return { partition, region, accountId, functionName, ...(qualifier !== undefined && { qualifier }) };
}

/**
 * Returns the ARN without version or alias.
 * @example
 * unqualified("arn:aws:lambda:us-east-1:123456789012:function:login:live"); // "arn:aws:lambda:us-east-1:123456789012:function:login"
 */
export function unqualified(arn: string): string {
  return arn.split(":").slice(0, 7).join(":");
}
