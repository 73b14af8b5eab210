import { ConfigurationError } from "../../config/problem";
import type { ResolvedStack } from "../../config/stages";

/**
 * The account that a stack is deployed to: the one given, the stage's, or that of the role to assume.
 * @throws {ConfigurationError} if nothing tells, or if the one given is no account or not the stage's
 */
export function accountOf({ settings }: ResolvedStack, given: string | undefined): string {
  const { accountId, assumeRole } = settings;
  const configured = accountId ?? assumeRole?.roleArn.split(":")[4];
  if (given === undefined) return configured ?? refuse(given, "be given", REMEDY);
  if (!/^\d{12}$/.test(given)) return refuse(given, "be the 12 digits of an AWS account id", REMEDY);
  if (configured !== undefined && given !== configured) {
    return refuse(given, `be the stage's own account ${configured}`, "Leave it out, or change the configuration.");
  }
  return given;
}

const REMEDY =
  "Set accountId in iot-auth.config.ts, which also keeps a deploy from any other account, or write --account-id 123456789012.";

function refuse(got: string | undefined, must: string, remedy: string): never {
  throw new ConfigurationError([{ path: "--account-id", must, got, remedy }]);
}
