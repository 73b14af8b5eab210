import { AwsCallError } from "./aws-call-error";
import { type AwsTarget, type CredentialProvider, credentialsOf } from "./credentials";
import { type AwsCaller, credentialsAdvice, explainAwsError } from "./explain-aws-error";
import { createTransport } from "./transport";

/** How long to wait for credentials, in milliseconds. A profile's credential_process may ask a question, and under Terraform there is no terminal. */
const PATIENCE = 60_000;

/**
 * Returns the settings for clients of the SDK with which they call AWS as Terraform does: Region, credentials, transport. Endpoints can be
 * redirected in the SDK's usual ways, such as `AWS_ENDPOINT_URL`. Credentials are fetched here, before the first call, so that a run without
 * credentials fails before it changes something.
 * @throws {AwsEnvironmentError} if AWS_CA_BUNDLE names a file that cannot be read
 * @throws {AwsCallError} `credentials` if there are none; `transient` if the service that issues them cannot be reached
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @example const client = new IoTClient(await awsConnection({ region, profile: "prod" }, process.env, STEP));
 */
export async function awsConnection(target: AwsTarget, environment: NodeJS.ProcessEnv, caller: AwsCaller) {
  const requestHandler = createTransport(environment);
  const provider = credentialsOf(target, environment, requestHandler, caller);
  return { region: target.region, credentials: await resolveCredentials(target, provider, caller), requestHandler };
}

/**
 * Fetches credentials.
 * @param patience How long to wait, in milliseconds @default 60000
 * @throws {AwsCallError} as {@link awsConnection} does
 */
export async function resolveCredentials(
  target: AwsTarget,
  provider: CredentialProvider,
  caller: AwsCaller,
  patience = PATIENCE,
): Promise<Awaited<ReturnType<CredentialProvider>>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(missing(`none within ${patience / 1000} s`, caller)), patience);
  });
  try {
    return await Promise.race([provider(), late]);
  } catch (error) {
    throw explain(error, target, caller);
  } finally {
    clearTimeout(timer);
  }
}

function explain(error: unknown, { region, assumeRole }: AwsTarget, caller: AwsCaller): AwsCallError {
  if (error instanceof AwsCallError) return error;
  const { name, message } = error as Error;
  if (name !== "CredentialsProviderError" && name !== "TokenProviderError") {
    const action = assumeRole ? `sts:AssumeRole on ${assumeRole.roleArn}` : "sts:AssumeRole";
    const explained = explainAwsError(error, action, `AWS STS in ${region}`, caller);
    return explained.kind === "transient"
      ? explained
      : new AwsCallError("sts:AssumeRole", "credentials", explained.message);
  }
  // The error of a credential_process repeats its command line, which may contain a secret.
  const what = message.startsWith("Command failed")
    ? "the profile's credential_process failed"
    : (message.split("\n")[0] ?? name);
  return missing(what, caller);
}

function missing(what: string, caller: AwsCaller): AwsCallError {
  return new AwsCallError(
    "sts:GetCallerIdentity",
    "credentials",
    `AWS credentials must be found, got: ${what.replace(/\.$/, "")}. ${credentialsAdvice(caller)}`,
  );
}
