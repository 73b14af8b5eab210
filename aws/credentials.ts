import {
  fromEnv,
  fromIni,
  fromNodeProviderChain,
  fromTemporaryCredentials,
  fromTokenFile,
} from "@aws-sdk/credential-providers";
import type { AwsCaller } from "./explain-aws-error";
import type { Transport } from "./transport";

/** Where AWS is called, and as whom: Region, profile and role as a stack's settings have them, which Terraform's provider takes, too. */
export interface AwsTarget {
  readonly region: string;
  /** @default - the profile the shell has chosen, as Terraform's provider does */
  readonly profile?: string | undefined;
  /** @default - no role is assumed */
  readonly assumeRole?: { readonly roleArn: string; readonly externalId?: string | undefined } | undefined;
}

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
