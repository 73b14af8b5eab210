import { failureText } from "../../aws";
import { longestArnPrefix } from "../../config/groups";
import { cdktf, iotAuth } from "../../config/text";
import type { TableAction } from "../../identity/users/table/dynamodb-table";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import { callFailure, failedCall } from "./explain-failure";

/** Which table was called. */
export interface TablePlace {
  readonly name: string;
  readonly region: string;
  readonly accountId: string | undefined;
  /** Address of the stand-in that serves the table; absent for a table in AWS. */
  readonly standIn?: string;
}

const BUSY = /Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded/;

/**
 * The error that ends a command when a call of a users table fails.
 * @param action IAM name of the call
 * @param mayBeDone Whether the call may have changed the table although its answer was lost
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export function explainTableError(error: unknown, action: TableAction, place: TablePlace, mayBeDone = false): CliError {
  const { kind, code, message } = callFailure(error);
  const got = failureText({ code, message });
  const table = `The table ${place.name}`;
  if (BUSY.test(code)) {
    return new CliError(`${table} must accept ${action}, got: ${got}. It is busy; try again in a minute.`, EXIT.aws);
  }
  if (kind === "missing") {
    const where = place.standIn === undefined ? place.region : `the stand-in at ${place.standIn}`;
    const remedy =
      place.standIn === undefined
        ? `Deploy the stack first: ${cdktf("deploy")}. If it is deployed, these credentials are for another account.`
        : `Stop it and start it again, so that it serves this configuration: ${iotAuth("local")}`;
    return new CliError(`${table} must exist in ${where}, got: no such table. ${remedy}`, EXIT.notReady);
  }
  if (kind === "denied") {
    return new CliError(
      `Your identity must be allowed ${action} on ${arnOf(place)}, got: ${got}. Ask for that permission, or use another profile.`,
      EXIT.aws,
    );
  }
  const failure = failedCall(error, action);
  if (kind !== "unreachable" || !mayBeDone) return failure;
  return new CliError(
    `${failure.message} No answer arrived, so it may have been done. To see: ${iotAuth("users", "list")}`,
    failure.exitCode,
  );
}

function arnOf({ name, region, accountId = "*" }: TablePlace): string {
  const [, partition] = longestArnPrefix(region).split(":");
  return `arn:${partition}:dynamodb:${region}:${accountId}:table/${name}`;
}
