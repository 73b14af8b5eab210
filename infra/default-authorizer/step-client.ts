import {
  type AuthorizerDescription,
  ClearDefaultAuthorizerCommand,
  CreateAuthorizerCommand,
  DeleteAuthorizerCommand,
  DescribeAuthorizerCommand,
  DescribeDefaultAuthorizerCommand,
  IoTClient,
  ListTagsForResourceCommand,
  SetDefaultAuthorizerCommand,
  TagResourceCommand,
  UpdateAuthorizerCommand,
} from "@aws-sdk/client-iot";
import { AddPermissionCommand, LambdaClient, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { type AwsCaller, type AwsTarget, awsConnection, explainAwsError, failedAs } from "../../aws";
import { iotAuth } from "../../config/text";
import type { DefaultAuthorizerApi, DescribedAuthorizer, HandoverApi } from "./step";
import type { DefaultAuthorizerInput } from "./step-input";

const ATTEMPTS = 4;

/** IAM actions of all calls that the program may make. */
export const NEEDED_ACTIONS = [
  "iot:DescribeDefaultAuthorizer",
  "iot:SetDefaultAuthorizer",
  "iot:ClearDefaultAuthorizer",
  "iot:DescribeAuthorizer",
  "iot:ListTagsForResource",
  "iot:TagResource",
  "iot:CreateAuthorizer",
  "iot:UpdateAuthorizer",
  "iot:DeleteAuthorizer",
  "lambda:AddPermission",
  "lambda:RemovePermission",
] as const;

/** The names that messages use for the step and its identity. */
const STEP: AwsCaller = {
  name: "this step",
  identity: "The identity that runs Terraform",
  whenDenied: () =>
    `Allow it; this step may call ${NEEDED_ACTIONS.join(", ")}. To print the whole policy: ${iotAuth("iam-policy", "deploy")}`,
  sessionName: "iot-auth-default-authorizer",
};

/**
 * The calls of AWS IoT and Lambda in the stack's Region, made as the identity that Terraform uses. Endpoints can be
 * redirected in the SDK's usual ways (AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IOT, AWS_ENDPOINT_URL_LAMBDA,
 * AWS_ENDPOINT_URL_STS, a profile's `endpoint_url`). No call takes longer than about a minute. An authorizer's function
 * is in the authorizer's Region.
 * @param environment The process's environment; its AWS_PROFILE is set to the stack's profile.
 * @throws {AwsCallError} `credentials` if there are none
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @example const api = await createApi(input, process.env)
 */
export async function createApi(
  input: DefaultAuthorizerInput,
  environment: NodeJS.ProcessEnv,
): Promise<DefaultAuthorizerApi> {
  const { region, profile } = input;
  // The SDK reads some of a profile's settings (`endpoint_url`) only from the profile that the environment names.
  if (profile !== undefined) environment.AWS_PROFILE = profile;
  const config = await awsConnection(targetOf(input), environment, STEP);
  const patient = new IoTClient({ ...config, maxAttempts: ATTEMPTS });
  const once = new IoTClient({ ...config, maxAttempts: 1 });
  const lambda = new LambdaClient({ ...config, maxAttempts: ATTEMPTS });

  const call: Caller = async (action, send, service = "AWS IoT") => {
    try {
      return await send();
    } catch (error) {
      throw explainAwsError(error, action, `${service} in ${region}`, STEP);
    }
  };

  return {
    ...handoverCalls(patient, lambda, call),
    describeDefault: () =>
      call("iot:DescribeDefaultAuthorizer", async () =>
        toAuthorizer((await patient.send(new DescribeDefaultAuthorizerCommand({}))).authorizerDescription),
      ).catch(undefinedWhenMissing),
    describe: (authorizerName) =>
      call("iot:DescribeAuthorizer", async () =>
        toAuthorizer((await patient.send(new DescribeAuthorizerCommand({ authorizerName }))).authorizerDescription),
      ).catch(undefinedWhenMissing),
    tags: async (resourceArn) => {
      const tags = new Map<string, string>();
      let nextToken: string | undefined;
      do {
        const command = new ListTagsForResourceCommand({ resourceArn, ...(nextToken ? { nextToken } : {}) });
        const page = await call("iot:ListTagsForResource", () => patient.send(command)).catch(undefinedWhenMissing);
        for (const { Key, Value } of page?.tags ?? []) if (Key !== undefined) tags.set(Key, Value ?? "");
        nextToken = page?.nextToken;
      } while (nextToken);
      return tags;
    },
    tag: async (resourceArn, Key, Value) => {
      await call("iot:TagResource", () =>
        patient.send(new TagResourceCommand({ resourceArn, tags: [{ Key, Value }] })),
      );
    },
    setDefault: async (authorizerName) => {
      await call("iot:SetDefaultAuthorizer", () => once.send(new SetDefaultAuthorizerCommand({ authorizerName })));
    },
    clearDefault: async () => {
      await call("iot:ClearDefaultAuthorizer", () => once.send(new ClearDefaultAuthorizerCommand({}))).catch(
        undefinedWhenMissing,
      );
    },
  };
}

function targetOf({ region, profile, assumeRoleArn, assumeRoleExternalId }: DefaultAuthorizerInput): AwsTarget {
  const assumeRole =
    assumeRoleArn === undefined ? undefined : { roleArn: assumeRoleArn, externalId: assumeRoleExternalId };
  return { region, profile, assumeRole };
}

function toAuthorizer(description: AuthorizerDescription | undefined): DescribedAuthorizer {
  const { authorizerName: name, authorizerArn: arn, status, tokenKeyName, tokenSigningPublicKeys } = description ?? {};
  if (name === undefined || arn === undefined) throw new Error("an answer without an authorizer's name and ARN");
  return {
    name,
    arn,
    active: status === "ACTIVE",
    functionArn: description?.authorizerFunctionArn ?? "",
    signingDisabled: description?.signingDisabled ?? false,
    enableCachingForHttp: description?.enableCachingForHttp ?? false,
    ...(tokenKeyName === undefined ? {} : { tokenKeyName }),
    ...(tokenSigningPublicKeys === undefined ? {} : { tokenSigningPublicKeys }),
  };
}

/** Sends one call, and explains its failure. `service` is for instance `AWS Lambda`. */
export type Caller = <T>(action: string, send: () => Promise<T>, service?: string) => Promise<T>;

/**
 * The handover authorizer's calls, made with the SDK's clients. A function is named by its ARN, so that a function of
 * another account cannot be meant.
 */
export function handoverCalls(iot: IoTClient, lambda: LambdaClient, call: Caller): HandoverApi {
  return {
    createAuthorizer: async (authorizerName, { functionArn, active, ...settings }, tags) => {
      const command = new CreateAuthorizerCommand({
        authorizerName,
        authorizerFunctionArn: functionArn,
        status: active ? "ACTIVE" : "INACTIVE",
        ...settings,
        tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
      });
      await call("iot:CreateAuthorizer", () => iot.send(command));
    },
    deactivateAuthorizer: async (authorizerName) => {
      const command = new UpdateAuthorizerCommand({ authorizerName, status: "INACTIVE" });
      await call("iot:UpdateAuthorizer", () => iot.send(command)).catch(undefinedWhenMissing);
    },
    deleteAuthorizer: async (authorizerName) => {
      const command = new DeleteAuthorizerCommand({ authorizerName });
      await call("iot:DeleteAuthorizer", () => iot.send(command)).catch(undefinedWhenMissing);
    },
    addPermission: async ({ functionArn, statementId, authorizerArn, account }) => {
      const command = new AddPermissionCommand({
        FunctionName: functionArn,
        StatementId: statementId,
        Action: "lambda:InvokeFunction",
        Principal: "iot.amazonaws.com",
        SourceArn: authorizerArn,
        SourceAccount: account,
      });
      await call("lambda:AddPermission", () => lambda.send(command), "AWS Lambda");
    },
    removePermission: async ({ functionArn, statementId }) => {
      const command = new RemovePermissionCommand({ FunctionName: functionArn, StatementId: statementId });
      await call("lambda:RemovePermission", () => lambda.send(command), "AWS Lambda").catch(undefinedWhenMissing);
    },
  };
}

/** For calls for which 404 is an expected answer. */
export function undefinedWhenMissing(error: unknown): undefined {
  if (failedAs(error, "not-found")) return undefined;
  throw error;
}
