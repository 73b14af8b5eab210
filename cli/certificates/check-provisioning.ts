import type { X509Certificate } from "node:crypto";
import { Described, type Problem } from "../../config/problem";
import type { ResolvedStack } from "../../config/schema";
import { iotAuth } from "../../config/text";
import {
  checkAuthority,
  isSignedBy,
  keyProblem,
  type ProvisionedThing,
  provisionedThing,
  provisioningProblems,
  toPem,
} from "../../identity/certificates";
import { groupPolicyName } from "../../infra/certificate-names";
import { type ConfiguredAuthority, configuredAuthorities } from "./configured-authority";
import { findThing, timeProblem } from "./find-device";

/** What AWS IoT Core does when a device first connects with a certificate. */
export interface ProvisioningOutcome {
  /**
   * `provisioned` just in time; `registered`, a thing of the configuration that Terraform registers; `pending`,
   * registered and refused until somebody activates it; `refused`.
   */
  readonly outcome: "provisioned" | "registered" | "pending" | "refused";
  /** The authority's name in the configuration. */
  readonly ca?: string;
  readonly group?: string;
  /** Name of the AWS IoT policy that is attached to the certificate. */
  readonly policy?: string;
  readonly thing?: ProvisionedThing;
  /** Every reason why the device cannot log in. */
  readonly problems: readonly Problem[];
  /** Resources that must exist in AWS and that this stack does not create. */
  readonly needs: readonly string[];
}

/**
 * Predicts what AWS IoT Core does with a certificate at its first connection, once the stack is applied. Does not call
 * AWS.
 * @param file How messages name the certificate
 */
export async function checkProvisioning(
  file: string,
  certificate: X509Certificate,
  stack: ResolvedStack,
  folder: string,
  now: Date,
): Promise<ProvisioningOutcome> {
  const block = toPem(certificate.raw, "CERTIFICATE");
  const own = [timeProblem(file, certificate, now), keyProblem(file, certificate.publicKey)].filter(
    (problem) => problem !== undefined,
  );
  const named = await findThing(stack, certificate, folder);
  if (named !== undefined) {
    const { name, group } = named;
    const policy = groupPolicyName(stack.stackName, group);
    const thing = thingOf(stack, name);
    const outcome = own.length > 0 ? "refused" : "registered";
    return { outcome, group, policy, thing, problems: [...own, ...inactive(stack, name)], needs: [] };
  }
  const authorities = await configuredAuthorities([stack], folder);
  const issuer = authorities.find(({ x509 }) => isSignedBy(certificate, x509));
  if (issuer === undefined)
    return { outcome: "refused", problems: [...own, unknownIssuer(file, certificate, authorities)], needs: [] };
  const { name: ca, settings } = issuer;
  const ofAuthority = authorityProblems(issuer, now);
  const { provision } = settings;
  if (provision === undefined) {
    const registers = settings.autoRegistration === true && own.length + ofAuthority.length === 0;
    return {
      outcome: registers ? "pending" : "refused",
      ca,
      problems: [...own, ...ofAuthority, noTemplate(issuer)],
      needs: [],
    };
  }
  const problems = [...own, ...ofAuthority, ...provisioningProblems(file, block, provision)];
  return {
    outcome: problems.length > 0 ? "refused" : "provisioned",
    ...{ ca, group: provision.group, policy: groupPolicyName(stack.stackName, provision.group) },
    thing: provisionedThing(block, provision),
    problems,
    needs: needsOf(stack, provisionedThing(block, provision)),
  };
}

function thingOf({ settings }: ResolvedStack, thing: string): ProvisionedThing {
  const { type, attributes = {}, thingGroups = [] } = settings.certificates?.things[thing] ?? {};
  return { thing, ...(type === undefined ? {} : { type }), attributes, thingGroups };
}

function inactive({ settings }: ResolvedStack, thing: string): Problem[] {
  if (settings.certificates?.things[thing]?.active !== false) return [];
  const remedy = "Its certificates are INACTIVE; with true, AWS IoT Core accepts them.";
  return [
    { path: `certificates.things.${thing}.active`, must: "be true for the device to log in", got: false, remedy },
  ];
}

function unknownIssuer(
  path: string,
  { issuer }: X509Certificate,
  authorities: readonly ConfiguredAuthority[],
): Problem {
  const names = authorities.map(({ name }) => name).join(", ") || "none that can be read";
  return {
    path,
    must: "be signed by one of certificates.authorities",
    got: new Described(`signed by ${issuer.replaceAll("\n", ", ")}`),
    remedy: `The authorities are ${names}. A CA of the same name with another key is another CA. To see them: ${iotAuth("ca", "show")}`,
  };
}

function authorityProblems({ name, settings, x509 }: ConfiguredAuthority, now: Date): Problem[] {
  const path = `certificates.authorities.${name}`;
  const check = checkAuthority(`${path}.certificate`, toPem(x509.raw, "CERTIFICATE"), now.getTime());
  return [
    ...(check.ok ? [] : check.problems),
    ...(settings.active
      ? []
      : [
          {
            path: `${path}.active`,
            must: "be true for new devices to be registered",
            got: false,
            remedy: "Devices that are registered already keep working.",
          },
        ]),
  ];
}

function noTemplate({ name, settings }: ConfiguredAuthority): Problem {
  const path = `certificates.authorities.${name}.provision`;
  const remedy = settings.autoRegistration
    ? "AWS registers the certificate PENDING_ACTIVATION and refuses the device until somebody activates it and attaches a policy and a thing."
    : "AWS refuses devices that it does not know. Give the authority provision: { group: … }, or add the device to certificates.things.";
  return { path, must: "be given for devices to be provisioned just in time", remedy };
}

/** Thing types and thing groups must exist before: provisioning creates neither. */
function needsOf({ settings: { certificates } }: ResolvedStack, { type, thingGroups }: ProvisionedThing): string[] {
  const { thingTypes = {}, thingGroups: made = {} } = certificates ?? {};
  return [
    ...(type === undefined || Object.hasOwn(thingTypes, type) ? [] : [`the thing type ${type}`]),
    ...thingGroups.filter((group) => !Object.hasOwn(made, group)).map((group) => `the thing group ${group}`),
  ];
}
