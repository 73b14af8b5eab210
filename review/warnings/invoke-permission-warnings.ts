import { ADDRESS } from "../../infra/addresses";
import { isDestroyed, knownChange } from "../plan/known-resources";
import { ownResources } from "../plan/own-resources";
import type { Plan } from "../plan/plan-schema";
import { unexpectedSettings } from "../plan/unexpected-settings";
import type { Warning } from "../words/sentence";
import { list, type Sentence, say } from "../words/sentence";

const ACTION = "lambda:InvokeFunction";

/**
 * Warns if others than AWS IoT Core, for this authorizer of this account, may call the function, or if AWS IoT Core no
 * longer may.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function invokePermissionWarnings(plan: Plan): Warning[] {
  const change = knownChange(plan, ADDRESS.invokePermission);
  const { before, after } = change;
  const authorizer = knownChange(plan, ADDRESS.authorizer);
  if (isDestroyed(change) && authorizer.after) {
    const sentence = say`AWS IoT Core may no longer call the function: every login is refused.`;
    return [{ code: "invoke-forbidden", sentence, narrows: true }];
  }
  if (!after) return [];
  const isNews = (setting: keyof typeof after) => before === undefined || before[setting] !== after[setting];
  // A plan leaves out values that are not known yet. If the ARN of the stack's own authorizer is not known, a known ARN
  // is another one's.
  const arn = authorizer.after?.arn;
  const { account } = ownResources(plan);
  const open: Sentence[] = [
    // A value that is not known yet is left out of a plan; a value that is not set is null or empty.
    ...(isNews("source_arn") && isNothing(after.source_arn) ? [say`any authorizer (no source_arn)`] : []),
    ...(isNews("source_arn") && after.source_arn && after.source_arn !== arn
      ? [say`${after.source_arn}, which is not this stack's authorizer`]
      : []),
    ...(isNews("source_account") && isNothing(after.source_account) ? [say`any account (no source_account)`] : []),
    ...(isNews("source_account") && after.source_account && account && after.source_account !== account
      ? [say`the account ${after.source_account}`]
      : []),
    ...(isNews("principal") && after.principal && after.principal !== "iot.amazonaws.com"
      ? [say`the principal ${after.principal}`]
      : []),
  ];
  return [...opened(open), ...altered(plan)];
}

function opened(open: readonly Sentence[]): Warning[] {
  if (open.length === 0) return [];
  const sentence = say`The function can be called for others than this stack's authorizer: ${list(open)}.`;
  return [{ code: "invoke-open", sentence, widens: true }];
}

/** Warns if the permission is for another function than the stack's own, or has other settings than this project's. */
function altered(plan: Plan): Warning[] {
  const { before, after } = knownChange(plan, ADDRESS.invokePermission);
  const own = knownChange(plan, ADDRESS.function).after;
  const isOwn = [own?.function_name, own?.arn].includes(after?.function_name);
  const parts = [
    ...(after?.function_name && after.function_name !== before?.function_name && !isOwn
      ? [say`it is for the function ${after.function_name}`]
      : []),
    ...(after?.action && after.action !== before?.action && after.action !== ACTION
      ? [say`it allows ${after.action}`]
      : []),
    ...unexpectedSettings(plan, ADDRESS.invokePermission).map((name) => say`it has ${name}`),
  ];
  if (parts.length === 0) return [];
  const sentence = say`The permission to call the function differs from what this project makes: ${list(parts, "; ")}.`;
  return [{ code: "function-altered", sentence, widens: true, narrows: true }];
}

function isNothing(value: string | null | undefined): boolean {
  return value === null || value === "";
}
