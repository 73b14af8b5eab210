import {
  fromEnv,
  fromIni,
  fromNodeProviderChain,
  fromTemporaryCredentials,
  fromTokenFile,
} from "@aws-sdk/credential-providers";
import type { DefaultAuthorizerInput } from "./input";
import type { Transport } from "./transport";

/** Fetches credentials. */
export type CredentialProvider = ReturnType<typeof fromEnv>;

/** The SDK's own warnings about several sources do not apply: the order is fixed below. */
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * The identity that Terraform's AWS provider would use. Where several are on offer the SDK for JavaScript chooses differently:
 * it puts AWS_PROFILE before keys in the environment, a default profile before a web identity, and falls back to the machine's
 * role when a profile is missing. The wrong choice would change another account, so the provider's order is spelt out here.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
 */
export function credentialsOf(
  input: DefaultAuthorizerInput,
  environment: NodeJS.ProcessEnv,
  transport: Transport,
): CredentialProvider {
  const { assumeRoleArn, assumeRoleExternalId, region } = input;
  const clientConfig = { region, requestHandler: transport };
  const own = ownCredentials(input.profile, environment, clientConfig);
  if (assumeRoleArn === undefined) return own;
  return fromTemporaryCredentials({
    masterCredentials: own,
    params: {
      RoleArn: assumeRoleArn,
      RoleSessionName: "iot-auth-default-authorizer",
      ...(assumeRoleExternalId === undefined ? {} : { ExternalId: assumeRoleExternalId }),
    },
    clientConfig,
    logger: quiet,
  });
}

function ownCredentials(
  chosen: string | undefined,
  environment: NodeJS.ProcessEnv,
  clientConfig: { region: string; requestHandler: Transport },
): CredentialProvider {
  const given = (name: string) => Boolean(environment[name]);
  const options = { logger: quiet, clientConfig };
  if (chosen !== undefined) return fromIni({ ...options, profile: chosen });
  if (given("AWS_ACCESS_KEY_ID") && given("AWS_SECRET_ACCESS_KEY")) return fromEnv(options);
  if (given("AWS_WEB_IDENTITY_TOKEN_FILE")) return fromTokenFile(options);
  const profile = environment.AWS_PROFILE || environment.AWS_DEFAULT_PROFILE;
  return profile ? fromIni({ ...options, profile }) : fromNodeProviderChain(options);
}
