import { join } from "node:path";
import type { DoctorApi, FunctionConfiguration } from "../../../cli/doctor/api";
import type { Subject } from "../../../cli/doctor/doctor-check";
import { resolveConfig } from "../../../config/stages/resolve-config";
import { packageFunction } from "../../../infra/packaging/package-function";
import { loadStack } from "../../../infra/synthesis/load-stack";
import { REPOSITORY, testProject } from "../helpers/project";

export const ACCOUNT = "123456789012";
export const AUTHORIZER_ARN = `arn:aws:iot:eu-west-1:${ACCOUNT}:authorizer/fleet`;
const FUNCTION_ARN = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:fleet`;
const HOST = "abc-ats.iot.eu-west-1.amazonaws.com";

/** A project and AWS's answers about its stack, with which every check is ok. */
export interface HealthyAws {
  readonly api: DoctorApi;
  readonly subject: Subject;
  readonly remove: () => void;
}

/** Returns a function's resource policy that allows AWS IoT Core to call the function for an authorizer. */
export const policyFor = (sourceArn: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "iot.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: FUNCTION_ARN,
        Condition: { StringEquals: { "AWS:SourceAccount": ACCOUNT }, ArnLike: { "AWS:SourceArn": sourceArn } },
      },
    ],
  });

/** Returns the function as it would be deployed from a project's folder. */
export async function deployedFunction(folder: string): Promise<FunctionConfiguration> {
  const [stack] = resolveConfig(require(join(folder, "iot-auth.config.ts")).default);
  if (stack === undefined) throw new Error("the configuration holds no stack");
  const { packageInput } = await loadStack(stack, folder);
  const { sha256 } = await packageFunction(REPOSITORY, join(REPOSITORY, ".iot-auth", "cache"), packageInput);
  return {
    FunctionArn: FUNCTION_ARN,
    State: "Active",
    LastUpdateStatus: "Successful",
    CodeSha256: sha256,
    Handler: "index.handler",
    Runtime: "nodejs22.x",
    Architectures: ["arm64"],
    MemorySize: 256,
    Timeout: 5,
    Role: `arn:aws:iam::${ACCOUNT}:role/fleet-eu-west-1`,
  };
}

/** Addresses of a stack's resources that have a name in AWS. */
export const DEPLOYED: readonly string[] = [
  "aws_cloudwatch_log_group.authorizer",
  "aws_iam_role.authorizer",
  "aws_lambda_function.authorizer",
  "aws_iot_authorizer.authorizer",
  "aws_lambda_permission.invoke",
];

/** Makes a project whose stack passes every check. @param config Text of the configuration */
export async function healthyAws(config?: string): Promise<HealthyAws> {
  const project = testProject(config === undefined ? {} : { config });
  const [stack] = resolveConfig(require(join(project.folder, "iot-auth.config.ts")).default);
  if (stack === undefined) throw new Error("the configuration holds no stack");
  const found = await deployedFunction(project.folder);
  const authorizer = {
    authorizerName: "fleet",
    authorizerArn: AUTHORIZER_ARN,
    authorizerFunctionArn: FUNCTION_ARN,
    status: "ACTIVE",
    signingDisabled: true,
  } as const;
  const api: DoctorApi = {
    identity: async () => ({ account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/me` }),
    authorizer: async () => authorizer,
    defaultAuthorizer: async () => undefined,
    ownerOf: async () => undefined,
    functionConfiguration: async () => found,
    hasLogGroup: async () => true,
    savedQueries: async () => [],
    roleDescription: async () =>
      "Lets the AWS IoT authorizer function of fleet write its decision log, and nothing else",
    hasDomainConfiguration: async () => false,
    usersTable: async () => ({ status: "ACTIVE" }),
    reservedConcurrency: async () => "none",
    functionPolicy: async () => policyFor(AUTHORIZER_ARN),
    functionTrouble: async () => ({ errors: 0, throttles: 0 }),
    dataEndpoint: async () => HOST,
    emptyLogin: async () => ({ allowed: false, refusedBy: "function", because: "No." }),
    authorities: async () => [],
    template: async () => undefined,
    devices: {
      thing: async () => undefined,
      principals: async () => undefined,
      certificate: async () => undefined,
      policies: async () => [],
      carriers: async () => ({ arns: [], more: false }),
      things: async () => [],
      revoke: async () => undefined,
      detach: async () => undefined,
    },
    clockAhead: () => 400,
  };
  const subject: Subject = {
    project: { configFolder: project.folder },
    stack,
    authorizerName: "fleet",
    outputs: { values: { endpoint: HOST, authorizer_name: "fleet", function_name: "fleet" } },
    state: { addresses: new Set(DEPLOYED) },
    terraform: ["terraform", "-chdir=cdktf.out/stacks/fleet"],
    api,
    timeoutSeconds: 1,
    now: () => new Date(),
  };
  return { api, subject, remove: project.remove };
}
