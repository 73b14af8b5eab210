import { device } from "../../../config/groups/device";
import { resolveConfig } from "../../../config/stages/resolve-config";
import type { PolicySubject } from "../../../infra/permissions/policy-subject";

export const ACCOUNT = "123456789012";

/** Returns the subject of policies: a stack `fleet` with the given settings, in an account. */
export function subjectWith(settings: object = {}, more: Partial<PolicySubject> = {}): PolicySubject {
  const config = { name: "fleet", region: "eu-central-1", groups: { devices: device() }, ...settings };
  const [stack] = resolveConfig(config);
  if (!stack) throw new Error("no stack");
  return { stack, accountId: ACCOUNT, formerAuthorizers: [], formerParts: [], formerTables: [], ...more };
}
