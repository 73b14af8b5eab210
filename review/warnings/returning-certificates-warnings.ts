import { changesOfType, isDestroyed } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import type { Warning } from "../words/sentence";
import { count, list, say } from "../words/sentence";

/** Maximum number of things that the sentence names. */
const MOST_NAMED = 5;

/**
 * Warns of certificates that are destroyed while their authority still provisions just in time: AWS registers such a
 * certificate again when a device connects with it, and Terraform cannot delete a thing that has a certificate which is
 * not in its state.
 */
export function returningCertificateWarnings(plan: Plan): Warning[] {
  const provisioning = new Set(
    changesOfType(plan, "aws_iot_ca_certificate").flatMap(({ after }) =>
      after?.allow_auto_registration && (after.registration_config ?? []).length > 0 && after.active !== false
        ? (after.ca_certificate_pem?.trim() ?? [])
        : [],
    ),
  );
  const returning = changesOfType(plan, "aws_iot_certificate")
    .filter((change) => isDestroyed(change) && provisioning.has(change.before?.ca_pem?.trim() ?? ""))
    .map(({ address }) => /\["([^"/]+)/.exec(address)?.[1] ?? address);
  if (returning.length === 0) return [];
  const things = [...new Set(returning)];
  const named = things.slice(0, MOST_NAMED);
  const rest = things.length > named.length ? say` and ${count(things.length - named.length, "other thing")}` : [];
  const sentence = say`Certificates of ${list(named, ", ")}${rest} are destroyed, and their authority provisions just in time: a device that connects with one of them is provisioned again. To refuse it, set active: false for the thing, or move the certificate to retired.`;
  return [{ code: "certificate-returns", sentence, widens: true }];
}
