import type { X509Certificate } from "node:crypto";
import type { AdmitCertificate } from "../../gateway/client-certificate";
import { detailOf, type TurnedAway, type TurnedAwayCause } from "../../gateway/turned-away/turned-away";
import { CertificateContent, certificateId } from "../../registry/certificates/certificate-content";
import { findIssuer, registerCertificate } from "../../registry/certificates/registry-certificates";
import { provision } from "../../registry/provisioning/provision";
import { ProvisioningFailure } from "../../registry/provisioning/template-body";
import type { Authority, CertificateStatus, DeviceCertificate } from "../../registry/records";
import type { Registry } from "../../registry/registry";

/** Options of the decision on client certificates. */
export interface AdmitCertificateOptions {
  readonly registry: () => Registry;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Publishes an event of AWS IoT Core on a reserved topic. */
  readonly publish: (topic: string, payload: object) => void;
}

/** The cause that is reported for a registered certificate, by its status. */
const REFUSED: Readonly<Record<Exclude<CertificateStatus, "ACTIVE" | "PENDING_ACTIVATION">, TurnedAwayCause>> = {
  INACTIVE: "certificate-inactive",
  REVOKED: "certificate-revoked",
  PENDING_TRANSFER: "certificate-in-transfer",
  REGISTER_INACTIVE: "certificate-inactive",
};

/**
 * Decides on the certificate that a client presented in the TLS handshake. A certificate that is ACTIVE and valid is
 * accepted. A certificate that is not registered, but whose CA is ACTIVE and has automatic registration, is registered
 * as PENDING_ACTIVATION and provisioned with the CA's template, if the CA has one; the connection is closed in both
 * cases.
 *
 * Assumptions: the connection of a refused certificate is closed after the handshake, before MQTT; the registered CA
 * itself must have issued the certificate, without intermediate CAs; a certificate that is PENDING_ACTIVATION is
 * provisioned again at every connection, so that a corrected template takes effect.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/auto-register-device-cert.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html
 */
export function admitCertificate(options: AdmitCertificateOptions): AdmitCertificate {
  return ({ certificate }) => {
    if (certificate === undefined) return { cause: "no-client-certificate" };
    const registered = options.registry().certificates.get(certificateId(certificate));
    if (registered === undefined) return admitUnknown(certificate, options);
    const { status, content, id } = registered;
    const outOfTime = validityProblem(content, options.now());
    if (outOfTime !== undefined && status === "ACTIVE") return outOfTime;
    if (status === "ACTIVE") return { id };
    if (status === "PENDING_ACTIVATION") return admitPending(registered, "certificate-pending", options);
    return { cause: REFUSED[status], ...detailOf(id) };
  };
}

function validityProblem({ notBefore, notAfter, id }: CertificateContent, now: number): TurnedAway | undefined {
  if (now > notAfter) return { cause: "certificate-expired", ...detailOf(`${at(notAfter)}; ${id}`) };
  if (now < notBefore) return { cause: "certificate-not-yet-valid", ...detailOf(`${at(notBefore)}; ${id}`) };
  return undefined;
}

const at = (time: number): string => new Date(time).toISOString();

function admitUnknown(certificate: X509Certificate, options: AdmitCertificateOptions): TurnedAway {
  const registry = options.registry();
  const content = new CertificateContent(certificate);
  const authority = findIssuer(registry, content);
  if (authority === undefined) {
    const sameName = [...registry.authorities.values()].some((one) => one.content.x509.subject === certificate.issuer);
    const cause = sameName ? "certificate-not-by-authority" : "certificate-unknown";
    return { cause, ...detailOf(`${certificate.subject.replaceAll("\n", ", ")}; ${content.id}`) };
  }
  if (!authority.active) return { cause: "certificate-authority-inactive", ...detailOf(authority.id) };
  if (!authority.autoRegistration) return { cause: "certificate-no-auto-registration", ...detailOf(authority.id) };
  const now = options.now();
  const outOfTime = validityProblem(content, now);
  if (outOfTime !== undefined) return outOfTime;
  const registered = registerCertificate(registry, {
    content,
    status: "PENDING_ACTIVATION",
    mode: authority.mode,
    authorityId: authority.id,
    now,
  });
  return admitPending(registered, "certificate-registered", options);
}

/** Publishes the event about the certificate, and provisions it if its CA has a template. */
function admitPending(
  certificate: DeviceCertificate,
  withoutTemplate: "certificate-pending" | "certificate-registered",
  options: AdmitCertificateOptions,
): TurnedAway {
  const registry = options.registry();
  const authority =
    certificate.authorityId === undefined ? undefined : registry.authorities.get(certificate.authorityId);
  if (authority !== undefined) tellRegistered(certificate, authority, options);
  if (!hasTemplate(authority)) return { cause: withoutTemplate, ...detailOf(certificate.id) };
  try {
    const { thingName } = provision(registry, authority, certificate, options.now());
    const what =
      thingName === undefined ? `certificate ${certificate.id}` : `thing ${thingName}, certificate ${certificate.id}`;
    return { cause: "provisioned", ...detailOf(what) };
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    return { cause: "provisioning-failed", ...detailOf(error.message) };
  }
}

function hasTemplate(authority: Authority | undefined): authority is Authority {
  const { templateName, templateBody } = authority?.registrationConfig ?? {};
  return templateName !== undefined || templateBody !== undefined;
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/auto-register-device-cert.html#configure-auto-reg-first-connect */
function tellRegistered(certificate: DeviceCertificate, authority: Authority, options: AdmitCertificateOptions): void {
  options.publish(`$aws/events/certificates/registered/${authority.id}`, {
    certificateId: certificate.id,
    caCertificateId: authority.id,
    timestamp: options.now(),
    certificateStatus: "PENDING_ACTIVATION",
    awsAccountId: options.registry().account.accountId,
    certificateRegistrationTimestamp: String(certificate.creationDate),
  });
}
