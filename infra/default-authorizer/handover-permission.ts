import { failedAs } from "../../aws/aws-call-error";
import type { InvokePermission } from "./handover-api";
import { handoverArn, handoverStatementId } from "./handover-name";
import type { DefaultAuthorizerInput } from "./input";
import { outWaitConflict } from "./out-wait-conflict";
import type { Step } from "./step";

/** The statement that lets AWS IoT Core call this function for the handover authorizer. */
export function handoverPermission(input: DefaultAuthorizerInput, functionArn: string): InvokePermission {
  const authorizerArn = handoverArn(input);
  const account = authorizerArn.split(":")[4] ?? "";
  return { functionArn, statementId: handoverStatementId(input), authorizerArn, account };
}

/**
 * Adds the statement. One of the same id is removed first rather than trusted: whatever it said, it says the right thing afterwards,
 * and nobody depends on it before the handover authorizer is the default. Where the function is gone there is nothing to allow.
 */
export async function allowHandover(step: Step, permission: InvokePermission): Promise<void> {
  const { api, say } = step;
  try {
    await outWaitConflict(step, async () => {
      try {
        await api.addPermission(permission);
      } catch (error) {
        if (failedAs(error, "conflict")) await api.removePermission(permission);
        throw error;
      }
    });
  } catch (error) {
    if (!failedAs(error, "not-found")) throw error;
    say(`${permission.functionArn} does not exist: no device can log in by it, before and after the handover.`);
  }
}
