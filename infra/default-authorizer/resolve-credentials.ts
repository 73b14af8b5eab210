import { AwsCallError } from "./aws-call-error";
import type { CredentialProvider } from "./credentials";
import { credentialsAdvice, explainAwsError } from "./explain-aws-error";
import type { DefaultAuthorizerInput } from "./input";

/** Milliseconds. A helper program that a profile names may ask somebody something; under Terraform nobody can answer. */
const PATIENCE = 60_000;

/**
 * Fetches credentials before anything else is done, so that a run without any changes nothing and says so.
 * @throws AwsCallError (exit code 5; 4 when the service that hands them out cannot be reached).
 */
export async function resolveCredentials(
  { region, assumeRoleArn }: DefaultAuthorizerInput,
  provider: CredentialProvider,
  patience = PATIENCE,
): Promise<Awaited<ReturnType<CredentialProvider>>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(missing(`none within ${patience / 1000} s`)), patience);
  });
  try {
    return await Promise.race([provider(), late]);
  } catch (error) {
    throw explain(error, region, assumeRoleArn);
  } finally {
    clearTimeout(timer);
  }
}

function explain(error: unknown, region: string, role: string | undefined): AwsCallError {
  if (error instanceof AwsCallError) return error;
  const { name, message } = error as Error;
  if (name !== "CredentialsProviderError" && name !== "TokenProviderError") {
    const explained = explainAwsError(
      error,
      role ? `sts:AssumeRole on ${role}` : "sts:AssumeRole",
      `AWS STS in ${region}`,
    );
    return explained.kind === "transient"
      ? explained
      : new AwsCallError("sts:AssumeRole", "credentials", explained.message);
  }
  // A helper program's failure repeats its command line, which may hold a secret.
  return missing(
    message.startsWith("Command failed") ? "the profile's credential_process failed" : (message.split("\n")[0] ?? name),
  );
}

function missing(what: string): AwsCallError {
  return new AwsCallError(
    "sts:GetCallerIdentity",
    "credentials",
    `AWS credentials must be found, got: ${what.replace(/\.$/, "")}. ${credentialsAdvice}`,
  );
}
