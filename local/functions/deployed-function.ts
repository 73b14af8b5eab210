import { randomUUID } from "node:crypto";
import type { Gone } from "../gone";
import { parseFunctionArn } from "./function-arn";
import { type FunctionCode, unpackFunction } from "./function-code";
import { failed, type InvocationOutcome } from "./invocation";
import { Invoker, type InvokerOptions } from "./invoker";
import type { Permission } from "./resource-policy";

/** The settings of a deployed Lambda function. */
export interface FunctionSettings {
  /** `arn:<partition>:lambda:<region>:<account>:function:<name>`, without a version or alias. */
  readonly functionArn: string;
  readonly functionName: string;
  /** The deployment package. @default - unknown (an image, or code in S3): the function cannot be called */
  readonly zip?: Buffer | undefined;
  /** `file.export`, such as `index.handler`. */
  readonly handler: string;
  /** `nodejs…`; functions with another runtime cannot be called. @default - Node.js */
  readonly runtime?: string;
  /** The function's own variables. @default {} */
  readonly environment?: Readonly<Record<string, string>>;
  /** MiB. @default 128 */
  readonly memorySize?: number;
  /** Seconds. @default 3 */
  readonly timeout?: number;
  /**
   * Maximum number of calls that run at once; further calls are refused (429), as in Lambda.
   * @default - none is refused: calls wait
   */
  readonly reservedConcurrency?: number | undefined;
  /** The resource policy's statements. @default [] */
  readonly permissions?: readonly Permission[];
}

/** Options for running all functions. */
export interface RunOptions
  extends Pick<InvokerOptions, "concurrency" | "idleMilliseconds" | "limitMilliseconds" | "maxQueued" | "onLog"> {
  /** Environment variables that every function gets in addition to its own. @default {} */
  readonly runtimeEnvironment?: Readonly<Record<string, string>>;
}

/** A function that can be called. Its code is unpacked at the first call and runs in separate processes. */
export class DeployedFunction {
  /** The resource policy's statements. They can change without a restart of the function. */
  permissions: readonly Permission[];
  private unpacked: Promise<{ readonly code: FunctionCode; readonly invoker: Invoker }> | undefined;
  private ended = false;

  constructor(
    readonly settings: FunctionSettings,
    private readonly options: RunOptions,
  ) {
    this.permissions = settings.permissions ?? [];
  }

  /** What the stand-in lacks to run this function, which AWS could run; undefined if it can run the function. */
  get unsupported(): string | undefined {
    const { zip, runtime } = this.settings;
    if (zip === undefined) {
      return "a function whose code is not a zip in the request (an image, or code in S3)";
    }
    return runtime !== undefined && !runtime.startsWith("nodejs") ? `the runtime ${runtime}` : undefined;
  }

  /** Calls the handler with an event. Never rejects. */
  async invoke(event: unknown, options: { readonly signal?: Gone } = {}): Promise<InvocationOutcome> {
    if (this.ended) {
      return failed("Lambda.ResourceNotFoundException", "The function was removed");
    }
    this.unpacked ??= this.unpack();
    try {
      const { invoker } = await this.unpacked;
      return await invoker.invoke(event, options);
    } catch (error) {
      return failed("InvalidZipFileException", (error as Error).message);
    }
  }

  /** Waits until running calls have ended, then removes the unpacked code. */
  retire(): Promise<void> {
    return this.end((invoker) => invoker.retire());
  }

  /** Ends running calls, and removes the unpacked code. */
  close(): Promise<void> {
    return this.end((invoker) => invoker.close());
  }

  private async end(stop: (invoker: Invoker) => Promise<void>): Promise<void> {
    this.ended = true;
    const unpacked = await this.unpacked?.catch(() => undefined);
    if (unpacked !== undefined) {
      await stop(unpacked.invoker);
      await unpacked.code.close();
    }
  }

  private async unpack() {
    const { functionArn, functionName, handler, zip, environment = {}, memorySize = 128, timeout = 3 } = this.settings;
    const { reservedConcurrency } = this.settings;
    const { runtimeEnvironment: extra = {}, ...options } = this.options;
    const code = await unpackFunction(zip ?? Buffer.alloc(0));
    const invoker = new Invoker({
      ...options,
      functionArn,
      functionName,
      directory: code.directory,
      memorySize,
      timeoutSeconds: timeout,
      ...(reservedConcurrency !== undefined && { reservedConcurrency }),
      environment: runtimeEnvironment({
        functionName,
        handler,
        memorySize,
        environment,
        extra,
        region: parseFunctionArn(functionArn)?.region ?? "us-east-1",
        taskRoot: code.directory,
        logStreamName: `local/[$LATEST]${randomUUID().replaceAll("-", "")}`,
      }),
    });
    return { code, invoker };
  }
}

/** The values from which the environment of a function's process is made. */
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
  /** Further variables, such as `AWS_ENDPOINT_URL` and dummy credentials for a local DynamoDB. */
  readonly extra: Readonly<Record<string, string>>;
}

/**
 * Returns the whole environment of a function's process: Lambda's defined variables and the function's own. No variable
 * of this process is passed on, above all no AWS credentials. Variables that Lambda reserves override the function's.
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
