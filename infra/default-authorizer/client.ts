import {
  type AuthorizerDescription,
  ClearDefaultAuthorizerCommand,
  DescribeAuthorizerCommand,
  DescribeDefaultAuthorizerCommand,
  IoTClient,
  ListTagsForResourceCommand,
  SetDefaultAuthorizerCommand,
  TagResourceCommand,
} from "@aws-sdk/client-iot";
import type { Authorizer, DefaultAuthorizerApi } from "./api";
import { failedAs } from "./aws-call-error";
import { credentialsOf } from "./credentials";
import { explainAwsError } from "./explain-aws-error";
import type { DefaultAuthorizerInput } from "./input";
import { resolveCredentials } from "./resolve-credentials";
import { createTransport } from "./transport";

const ATTEMPTS = 4;

/**
 * AWS IoT in the stack's Region, called as the identity Terraform uses. Endpoints can be redirected in the SDK's usual ways
 * (AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IOT, AWS_ENDPOINT_URL_STS, a profile's `endpoint_url`). No call lasts longer than about a minute.
 * @param environment the process's: the profile of the stack becomes its AWS_PROFILE.
 * @throws AwsCallError (exit code 5) when there are no credentials.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @example const api = await createApi(input, process.env)
 */
export async function createApi(
  input: DefaultAuthorizerInput,
  environment: NodeJS.ProcessEnv,
): Promise<DefaultAuthorizerApi> {
  const { region, profile } = input;
  // The SDK takes some of a profile's settings (`endpoint_url`) only from the profile that the environment names.
  if (profile !== undefined) environment.AWS_PROFILE = profile;
  const transport = createTransport(environment);
  const credentials = await resolveCredentials(input, credentialsOf(input, environment, transport));
  const config = { region, credentials, requestHandler: transport };
  const patient = new IoTClient({ ...config, maxAttempts: ATTEMPTS });
  const once = new IoTClient({ ...config, maxAttempts: 1 });

  async function call<T>(action: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw explainAwsError(error, action, `AWS IoT in ${region}`);
    }
  }

  return {
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

function undefinedWhenMissing(error: unknown): undefined {
  if (failedAs(error, "not-found")) return undefined;
  throw error;
}

function toAuthorizer(description: AuthorizerDescription | undefined): Authorizer {
  const { authorizerName: name, authorizerArn: arn, status } = description ?? {};
  if (name === undefined || arn === undefined) throw new Error("an answer without an authorizer's name and ARN");
  return { name, arn, active: status === "ACTIVE" };
}
