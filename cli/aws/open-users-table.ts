import type { STSClientConfig } from "@aws-sdk/client-sts";
import type { ResolvedStack } from "../../config/schema";
import { dynamoDbTable, type TableAddress } from "../../identity/users/table/dynamodb-table";
import type { UsersTable } from "../../identity/users/table/table-interface";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";
import { findStandIn, runningFile } from "../stand-in/running-file";
import { awsSettings, standInSettings } from "./aws-settings";
import { failedCall } from "./explain-failure";
import { explainTableError, type TablePlace } from "./explain-table-error";

/**
 * Attempts for each call. A new table throttles requests while it scales up, so its calls are repeated more often than
 * others.
 */
const ATTEMPTS = 6;

/**
 * Opens a stack's users table in AWS, with the Region, profile and role that Terraform uses; or the running stand-in's
 * table.
 * @throws {CliError} if there are no credentials, they are for an account other than the stack's, or no stand-in runs
 */
export async function usersTable(
  configFolder: string,
  stack: ResolvedStack,
  name: string,
  local: boolean,
  io: Io,
): Promise<UsersTable> {
  const { region, accountId } = stack.settings;
  const tableAt = (place: TablePlace, settings: TableAddress["settings"]) =>
    dynamoDbTable({
      name,
      settings,
      explain: (error, action, mayBeDone) => explainTableError(error, action, place, mayBeDone),
    });
  if (local) {
    const standIn = await findStandIn(runningFile(configFolder, stack.stackName), stack.stackName, io);
    const place = { name, region: standIn.region, accountId: standIn.accountId, standIn: standIn.controlPlane };
    return tableAt(place, standInSettings(standIn.region, standIn.controlPlane));
  }
  const settings = await awsSettings(stack, io);
  if (accountId !== undefined) await checkAccount(settings, accountId);
  return tableAt({ name, region, accountId }, { ...settings, maxAttempts: ATTEMPTS });
}

/**
 * Refuses credentials for an account other than the stack's `accountId`, as Terraform does.
 * @param settings Settings of the STS client
 * @throws {CliError} (exit code 6)
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
async function checkAccount(settings: STSClientConfig, accountId: string): Promise<void> {
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
