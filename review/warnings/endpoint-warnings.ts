import { ADDRESS } from "../../infra/addresses";
import { isDestroyed, isReplaced, knownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import type { Warning } from "../words/sentence";
import { type Sentence, say } from "../words/sentence";
import { endpointSettingsWarnings, type ReviewedEndpoint } from "./endpoint-settings-warnings";

/**
 * Warns of changes of the stack's own endpoint. Enabling it gives the same users another way to log in, so it counts as
 * widening if the authorizer existed before; on the first deployment the users are reported themselves.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-custom-endpoints-managing.html
 */
export function endpointWarnings(plan: Plan): Warning[] {
  const change = knownChange(plan, ADDRESS.endpoint);
  const { before, after } = change;
  const { before: oldAuthorizer, after: authorizer } = knownChange(plan, ADDRESS.authorizer);
  const settings = after ? endpointSettingsWarnings(before, after, authorizer?.name ?? undefined) : [];
  if (before && isDestroyed(change)) return [removed(before)];
  if (before && after && isReplaced(change)) return [replaced(before, after), ...settings];
  if (before && after) return [...statusWarnings(before, after), ...settings];
  return after ? [added(after, oldAuthorizer !== undefined), ...settings] : [];
}

function added(endpoint: ReviewedEndpoint, hadLogins: boolean): Warning {
  const wait: Sentence = isManaged(endpoint)
    ? [" AWS gives this domain, and deletes it only after 7 days of being DISABLED."]
    : [];
  const sentence = say`A new endpoint ${hostOf(endpoint)} is another way in: clients that use it need not name the authorizer.${wait}`;
  return { code: "endpoint-added", sentence, ...(hadLogins ? { widens: true } : {}) };
}

function removed(endpoint: ReviewedEndpoint): Warning {
  const isOpen = endpoint.status !== "DISABLED";
  const loss: Sentence = isOpen
    ? ["clients that use its host name can no longer log in."]
    : ["it was DISABLED before."];
  const sentence = say`The endpoint ${hostOf(endpoint)} is destroyed: ${loss}${waitToDelete(endpoint)}`;
  return { code: "endpoint-removed", sentence, ...(isOpen ? { narrows: true } : {}) };
}

function replaced(before: ReviewedEndpoint, after: ReviewedEndpoint): Warning {
  const isSame = before.domain_name !== null && before.domain_name === after.domain_name;
  const loss = isSame
    ? say`clients that use it cannot log in until AWS serves it again, which may take an hour.`
    : say`clients that use the old host name can no longer log in, and the new one is another way in.`;
  const sentence = say`The endpoint ${hostOf(before)} is destroyed and created again${isSame ? [] : underHost(after)}: ${loss}${waitToDelete(before)}`;
  return { code: "endpoint-replaced", sentence, narrows: true, ...(isSame ? {} : { widens: true }) };
}

/** The AWS provider (5.100.0) does not know this rule of AWS: it disables the endpoint and deletes it at once. */
function waitToDelete(endpoint: ReviewedEndpoint): Sentence {
  if (!isManaged(endpoint)) return [];
  return endpoint.status === "DISABLED"
    ? [
        " AWS gave this domain, and deletes it only after 7 days of being DISABLED: before that the apply stops halfway.",
      ]
    : [
        " AWS gave this domain, and deletes it only after 7 days of being DISABLED: the apply will stop halfway. Disable it first.",
      ];
}

function statusWarnings(before: ReviewedEndpoint, after: ReviewedEndpoint): Warning[] {
  if (before.status === after.status) return [];
  if (after.status === "DISABLED") {
    const sentence = say`The endpoint ${hostOf(after)} is DISABLED from now on: clients that use its host name are refused.`;
    return [{ code: "endpoint-disabled", sentence, narrows: true }];
  }
  const sentence = say`The endpoint ${hostOf(after)} is ENABLED again: clients that use its host name can log in.`;
  return [{ code: "endpoint-enabled", sentence, widens: true }];
}

function hostOf({ domain_name }: ReviewedEndpoint): Sentence {
  return domain_name ? say`${domain_name}` : ["under a host name that AWS gives"];
}

function underHost(endpoint: ReviewedEndpoint): Sentence {
  return endpoint.domain_name ? say` as ${endpoint.domain_name}` : say` ${hostOf(endpoint)}`;
}

/** Whether the domain is AWS-managed. Before the endpoint exists, this is known only from the missing certificate. */
function isManaged({ domain_type, server_certificate_arns }: ReviewedEndpoint): boolean {
  return domain_type ? domain_type === "AWS_MANAGED" : (server_certificate_arns ?? []).length === 0;
}
