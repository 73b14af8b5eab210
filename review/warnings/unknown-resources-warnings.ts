import { ADDRESS, INSTANCE, savedQueryAddress } from "../../infra/addresses";
import { DECISION_QUERIES } from "../../infra/deployed-names";
import { VALUES_BY_ADDRESS } from "../plan/known-values";
import type { Plan } from "../plan/plan-schema";
import { knownType } from "../types/known-types";
import type { Warning } from "../words/sentence";
import { list, say } from "../words/sentence";

/** Addresses of a stack's resources whose values the review does not read. */
const OTHERS = [
  ADDRESS.usersTable,
  ADDRESS.readUsers,
  ADDRESS.writeDecisionLog,
  ...["duration", "errors", "refusals", "store", "throttles"].map((name) => `aws_cloudwatch_metric_alarm.${name}`),
  ...Object.keys(DECISION_QUERIES).map(savedQueryAddress),
  ADDRESS.authorizerIdentity,
  INSTANCE.defaultGuard,
  ADDRESS.deployedIn,
  ADDRESS.deployedProtection,
  ADDRESS.policySweep,
  ADDRESS.authorityRegistration,
  ADDRESS.provisioningRole,
];
const KNOWN_ADDRESSES: ReadonlySet<string> = new Set([...Object.keys(VALUES_BY_ADDRESS), ...OTHERS]);

/** Warns of resources that this project does not make and the plan creates or changes: what they allow is not known. */
export function unknownResourceWarnings(plan: Plan): Warning[] {
  const unknown = plan.resource_changes.filter(
    ({ mode, address, change: { actions } }) =>
      mode === "managed" &&
      !isKnownResource(address) &&
      actions.some((action) => ["create", "update"].includes(action)),
  );
  if (unknown.length === 0) return [];
  const sentence = say`This review does not know what these allow, since no stack made here has them: ${list(unknown.map(({ address }) => address))}.`;
  return [{ code: "unknown-resources", sentence, widens: true }];
}

/** Addresses of resources whose type has effects. */
const SAID_BY_TYPE: ReadonlySet<string> = new Set(
  Object.values(ADDRESS).filter((address) => knownType(address.split(".")[0] ?? "")?.effects !== undefined),
);

/**
 * Whether a stack made here may have a resource of this address.
 * @example isKnownResource("aws_lambda_function.authorizer") // true
 */
export function isKnownResource(address: string): boolean {
  const block = address.replace(/\["[^\]]*"\]$/, "");
  // Nested thing groups have a block for each level.
  const first = block.startsWith(`${ADDRESS.thingGroup}_`) ? block.replace(/_\d+$/, "") : block;
  return KNOWN_ADDRESSES.has(block) || SAID_BY_TYPE.has(first);
}
