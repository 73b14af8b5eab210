import { isDestroyed, knownChange } from "../known-resources";
import type { Plan } from "../plan-schema";
import { list, type Sentence, say } from "../sentence";
import type { Warning } from "./warning";

/**
 * Whether anybody but AWS IoT Core, for this one authorizer of this one account, may call the function, or nobody any more.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function invokePermissionWarnings(plan: Plan): Warning[] {
  const change = knownChange(plan, "aws_lambda_permission.invoke");
  const { before, after } = change;
  const authorizer = knownChange(plan, "aws_iot_authorizer.authorizer");
  if (isDestroyed(change) && authorizer.after) {
    const sentence = say`AWS IoT Core may no longer call the function: every login is refused.`;
    return [{ code: "invoke-forbidden", sentence, narrows: true }];
  }
  if (!after) return [];
  const isNews = (setting: keyof typeof after) => before === undefined || before[setting] !== after[setting];
  const arn = authorizer.after?.arn;
  const open: Sentence[] = [
    // Not known yet is left out of a plan; nothing is null or empty.
    ...(isNews("source_arn") && isNothing(after.source_arn) ? [say`any authorizer (no source_arn)`] : []),
    ...(isNews("source_arn") && after.source_arn && arn && after.source_arn !== arn
      ? [say`${after.source_arn}, which is not this stack's authorizer`]
      : []),
    ...(isNews("source_account") && isNothing(after.source_account) ? [say`any account (no source_account)`] : []),
    ...(isNews("principal") && after.principal && after.principal !== "iot.amazonaws.com"
      ? [say`the principal ${after.principal}`]
      : []),
  ];
  if (open.length === 0) return [];
  const sentence = say`The function can be called for others than this stack's authorizer: ${list(open)}.`;
  return [{ code: "invoke-open", sentence, widens: true }];
}

function isNothing(value: string | null | undefined): boolean {
  return value === null || value === "";
}
