import { ADDRESS } from "../../infra/addresses";
import { changesOfType, knownChange } from "../plan/known-resources";
import { type OwnResources, ownResources } from "../plan/own-resources";
import type { Plan } from "../plan/plan-schema";
import { grantsBeyondOurs, onlyLambdaMayAssume } from "../plan/role-policy";
import { unexpectedSettings } from "../plan/unexpected-settings";
import type { Warning } from "../words/sentence";
import { list, type Sentence, say } from "../words/sentence";

/**
 * Warns if the function may do more than write its log and look up users, or if others than Lambda may assume its role.
 * This counts as widening, since a plan does not show how the function's code uses its permissions.
 */
export function functionRoleWarnings(plan: Plan): Warning[] {
  return [...policyWarnings(plan), ...otherRoles(plan), ...roleWarnings(plan)];
}

/** Policies of the function that are attached to another role. */
function otherRoles(plan: Plan): Warning[] {
  const own = knownChange(plan, ADDRESS.role).after?.name;
  return changesOfType(plan, "aws_iam_role_policy").flatMap(({ address, before, after }) => {
    if (!after?.role || after.role === before?.role || after.role === own) return [];
    const sentence = say`What ${address} allows is given to another role than the function's: ${after.role}.`;
    return [{ code: "policy-for-other-role", sentence, widens: true }];
  });
}

function policyWarnings(plan: Plan): Warning[] {
  const own = ownResources(plan);
  return changesOfType(plan, "aws_iam_role_policy").flatMap(({ address, before, after }) => {
    if (!after || (before?.policy && before.policy === after.policy)) return [];
    // A policy that refers to new resources is not known before the apply; the configuration has it with the
    // references.
    const policy = after.policy ?? configured(plan, address);
    return beyondOurs(policy, say`${address}`, own);
  });
}

function beyondOurs(policy: string | undefined, where: Sentence, own: OwnResources): Warning[] {
  const beyond = policy === undefined ? undefined : grantsBeyondOurs(policy, own);
  if (beyond?.length === 0) return [];
  return [
    mayMore(
      beyond
        ? list(beyond.map(({ action, resource }) => say`${action} on ${resource}`))
        : say`what ${where} says, which this review cannot read`,
    ),
  ];
}

function configured(plan: Plan, address: string): string | undefined {
  const found = plan.configuration.root_module.resources.find((resource) => resource.address === address);
  const policy = found?.expressions?.policy?.constant_value;
  return typeof policy === "string" ? policy : undefined;
}

function roleWarnings(plan: Plan): Warning[] {
  const { before, after } = knownChange(plan, ADDRESS.role);
  if (!after) return [];
  const attached = (after.managed_policy_arns ?? []).filter((arn) => !before?.managed_policy_arns?.includes(arn));
  const known = new Set((before?.inline_policy ?? []).map(({ policy }) => policy));
  const inline = (after.inline_policy ?? []).filter(({ policy }) => policy && !known.has(policy));
  const own = ownResources(plan);
  const unexpected = unexpectedSettings(plan, ADDRESS.role);
  const trust = after.assume_role_policy;
  const isOpen = trust && trust !== before?.assume_role_policy && !onlyLambdaMayAssume(trust);
  const sentence = say`Principals other than AWS Lambda may assume the function's role from now on: see ${[ADDRESS.role]}.`;
  return [
    ...inline.flatMap(({ policy, name }) => beyondOurs(policy ?? "", say`the inline policy ${name ?? ""}`, own)),
    ...(unexpected.length > 0 ? [mayMore(say`what the role's ${list(unexpected)} allows`)] : []),
    ...(attached.length > 0 ? [mayMore(say`what ${list(attached)} allows`)] : []),
    ...(isOpen ? [{ code: "function-role-open", sentence, widens: true } as const] : []),
    ...boundaryWarnings(before?.permissions_boundary, after.permissions_boundary),
  ];
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
function boundaryWarnings(was: string | null | undefined, is: string | null | undefined): Warning[] {
  if (!was || was === is) return [];
  const sentence = is
    ? say`The function's role has another permissions boundary: ${is} (before: ${was}).`
    : say`The function's role has no permissions boundary any more (before: ${was}).`;
  return [{ code: "function-boundary-changed", sentence, widens: true }];
}

function mayMore(what: Sentence): Warning {
  const sentence = say`The function may do more than this project needs: ${what}.`;
  return { code: "function-may-more", sentence, widens: true };
}
