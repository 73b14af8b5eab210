import { AwsCallError } from "./aws-call-error";
import { type AwsTarget, type CredentialProvider, credentialsOf } from "./credentials";
import { type AwsCaller, credentialsAdvice, explainAwsError } from "./explain-aws-error";
import { createTransport } from "./transport";

/** Milliseconds. A helper program that a profile names may ask somebody something; under Terraform there is no terminal to answer on. */
const PATIENCE = 60_000;

/**
 * What every client of the SDK is made with, so that it calls AWS as Terraform does: Region, credentials, transport. Endpoints can be
 * redirected in the SDK's usual ways, such as `AWS_ENDPOINT_URL`. Credentials are fetched before anything else is done, so that a run
 * without any changes nothing and says so.
 * @throws {AwsEnvironmentError} when AWS_CA_BUNDLE names a file that cannot be read
 * @throws {AwsCallError} `credentials` when there are none; `transient` when the service that hands them out cannot be reached
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @example const client = new IoTClient(await awsConnection({ region, profile: "prod" }, process.env, STEP));
 */
export async function awsConnection(target: AwsTarget, environment: NodeJS.ProcessEnv, caller: AwsCaller) {
  const requestHandler = createTransport(environment);
  const provider = credentialsOf(target, environment, requestHandler, caller);
  return { region: target.region, credentials: await resolveCredentials(target, provider, caller), requestHandler };
}

/**
 * Fetches credentials, and waits for them no longer than a minute.
 * @param patience Milliseconds
 * @throws {AwsCallError} see `awsConnection`
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
  // A helper program's failure repeats its command line, which may hold a secret.
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
