import type { STSClientConfig } from "@aws-sdk/client-sts";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import { failedCall } from "./explain-failure";

/**
 * Refuses credentials that are for another account, as Terraform does with a stack's `accountId`.
 * @param settings The SDK's
 * @throws {CliError} (exit code 6)
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function checkAccount(settings: STSClientConfig, accountId: string): Promise<void> {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const { Account, Arn } = await new STSClient(settings).send(new GetCallerIdentityCommand({})).catch((error) => {
    throw failedCall(error, "sts:GetCallerIdentity");
  });
  if (Account === accountId) return;
  throw new CliError(
    `The credentials must be for account ${accountId}, which the stack belongs to, got: ${Arn} in account ${Account}. ` +
      "Nothing was changed. Use another profile or role.",
    EXIT.aws,
  );
}
