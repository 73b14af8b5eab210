/** What the environment of a function's process is made from. */
export interface RuntimeEnvironmentInput {
  readonly functionName: string;
  readonly handler: string;
  readonly region: string;
  /** MiB. */
  readonly memorySize: number;
  /** Folder with the unpacked code. */
  readonly taskRoot: string;
  readonly logStreamName: string;
  /** The function's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** What else the runtime should have, such as `AWS_ENDPOINT_URL` and dummy credentials for a local DynamoDB. */
  readonly extra: Readonly<Record<string, string>>;
}

/**
 * The whole environment of a function's process: Lambda's defined variables and the function's own. Nothing of this process's
 * environment gets in, least of all AWS credentials. Variables that Lambda reserves win over the function's.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 * @example
 * runtimeEnvironment({ ...input, environment: { LOG_LEVEL: "debug" } }).LOG_LEVEL; // "debug"
 */
export function runtimeEnvironment(input: RuntimeEnvironmentInput): Record<string, string> {
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    ...input.extra,
    ...input.environment,
    _HANDLER: input.handler,
    AWS_DEFAULT_REGION: input.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split(".")[0]}.x`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(input.memorySize),
    AWS_LAMBDA_FUNCTION_NAME: input.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${input.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: input.logStreamName,
    AWS_REGION: input.region,
    LAMBDA_TASK_ROOT: input.taskRoot,
  };
}
