import { AwsCallError, type AwsCaller, awsConnection } from "../../aws";
import type { ResolvedStack } from "../../config/schema";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";

/** Settings of the SDK's clients. */
export type AwsSettings = Awaited<ReturnType<typeof awsSettings>>;

const ATTEMPTS = 3;

/** How messages about AWS calls name this tool. */
const TOOL: AwsCaller = {
  name: "iot-auth",
  identity: "Your identity",
  whenDenied: () => "Ask for that permission, or use another profile.",
  sessionName: "iot-auth",
};

/**
 * SDK settings with which AWS is called as Terraform calls it for a stack: the same Region, profile and role. Endpoints
 * can be redirected in the SDK's usual ways, such as `AWS_ENDPOINT_URL`.
 * @throws {CliError} (exit code 6, or 4) if there are no credentials
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @example const client = new IoTClient(await awsSettings(stack, io));
 */
export async function awsSettings({ settings }: Pick<ResolvedStack, "settings">, { env }: Pick<Io, "env">) {
  const { profile } = settings;
  try {
    const connection = await awsConnection(settings, env as NodeJS.ProcessEnv, TOOL);
    return { ...connection, maxAttempts: ATTEMPTS, ...(profile ? { profile } : {}) };
  } catch (error) {
    const isUnreachable = error instanceof AwsCallError && error.kind === "transient";
    throw new CliError((error as Error).message, isUnreachable ? EXIT.unreachable : EXIT.aws);
  }
}

/** SDK settings for a stand-in. It accepts any credentials, so the user's own are not sent to it. */
export function standInSettings(region: string, endpoint: string) {
  return { region, endpoint, credentials: { accessKeyId: "local", secretAccessKey: "local" }, maxAttempts: 1 };
}
