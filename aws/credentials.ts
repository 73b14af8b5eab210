import {
  fromEnv,
  fromIni,
  fromNodeProviderChain,
  fromTemporaryCredentials,
  fromTokenFile,
} from "@aws-sdk/credential-providers";
import type { AwsCaller } from "./explain-aws-error";
import type { Transport } from "./transport";

/** Region and identity for calls of AWS: the Region, profile and role of a stack's settings, which Terraform's provider also uses. */
export interface AwsTarget {
  readonly region: string;
  /** @default - the profile in the environment, as for Terraform's provider */
  readonly profile?: string | undefined;
  /** Role to assume. @default - no role is assumed */
  readonly assumeRole?: { readonly roleArn: string; readonly externalId?: string | undefined } | undefined;
}

/** A function of the SDK that fetches credentials. */
export type CredentialProvider = ReturnType<typeof fromEnv>;

/** Discards the SDK's warnings about several sources of credentials, whose order is fixed in {@link ownCredentials}. */
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Returns the credentials that Terraform's AWS provider would use. If there are several, the SDK for JavaScript chooses differently: it prefers
 * AWS_PROFILE to keys in the environment, and a default profile to a web identity, and uses the machine's role if a profile is missing. The wrong
 * credentials could change another account, so this function follows the provider's order.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
 */
export function credentialsOf(
  { region, profile, assumeRole }: AwsTarget,
  environment: NodeJS.ProcessEnv,
  transport: Transport,
  { sessionName }: Pick<AwsCaller, "sessionName">,
): CredentialProvider {
  const clientConfig = { region, requestHandler: transport };
  const own = ownCredentials(profile, environment, clientConfig);
  if (assumeRole === undefined) return own;
  return fromTemporaryCredentials({
    masterCredentials: own,
    params: {
      RoleArn: assumeRole.roleArn,
      RoleSessionName: sessionName,
      ...(assumeRole.externalId === undefined ? {} : { ExternalId: assumeRole.externalId }),
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
