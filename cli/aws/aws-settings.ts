import { authorizerName } from "../../config/authorizer-name";
import type { ResolvedStack } from "../../config/resolve";
import { AwsCallError } from "../../infra/default-authorizer/aws-call-error";
import { credentialsOf } from "../../infra/default-authorizer/credentials";
import { resolveCredentials } from "../../infra/default-authorizer/resolve-credentials";
import { createTransport } from "../../infra/default-authorizer/transport";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";

/** Settings of the SDK's clients. */
export type AwsSettings = Awaited<ReturnType<typeof awsSettings>>;

const ATTEMPTS = 3;

/**
 * Settings with which the SDK calls AWS as Terraform does for a stack: its Region, its profile, its role. Endpoints can be redirected in
 * the SDK's usual ways, such as `AWS_ENDPOINT_URL`.
 * @throws {CliError} (exit code 6, or 4) if there are no credentials
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @example const client = new IoTClient(await awsSettings(stack, io));
 */
export async function awsSettings({ stackName, settings }: ResolvedStack, { env }: Pick<Io, "env">) {
  const { region, profile, assumeRole } = settings;
  // Of the step that makes the default, only what tells the identity is looked at.
  const input = {
    authorizerName: authorizerName(stackName, settings.authorizer),
    authorizerArn: "",
    region,
    owner: stackName,
    takeOver: false,
    ...(profile ? { profile } : {}),
    ...(assumeRole ? { assumeRoleArn: assumeRole.roleArn } : {}),
    ...(assumeRole?.externalId ? { assumeRoleExternalId: assumeRole.externalId } : {}),
  };
  try {
    const requestHandler = createTransport(env as NodeJS.ProcessEnv);
    const credentials = await resolveCredentials(input, credentialsOf(input, env as NodeJS.ProcessEnv, requestHandler));
    return { region, credentials, requestHandler, maxAttempts: ATTEMPTS, ...(profile ? { profile } : {}) };
  } catch (error) {
    const message = (error as Error).message.replace("Give this step what", "Give iot-auth what");
    throw new CliError(message, isUnreachable(error) ? EXIT.unreachable : EXIT.aws);
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof AwsCallError && error.kind === "transient";
}

/** Settings with which the SDK calls a stand-in: it takes any credentials, and the user's own shall not be sent to it. */
export function standInSettings(region: string, endpoint: string) {
  return { region, endpoint, credentials: { accessKeyId: "local", secretAccessKey: "local" }, maxAttempts: 1 };
}
