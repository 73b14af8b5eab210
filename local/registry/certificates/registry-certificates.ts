import {
  certificateConflict,
  certificateState,
  certificateValidation,
  deleteConflict,
  invalidRequest,
  resourceAlreadyExists,
} from "../../local-errors";
import type { Authority, CertificateMode, CertificateStatus, DeviceCertificate } from "../records";
import type { Registry } from "../registry";
import { CertificateContent } from "./certificate-content";

/** Settings of a certificate's registration. */
export interface CertificateRegistration {
  readonly content: CertificateContent;
  readonly status: CertificateStatus;
  readonly mode: CertificateMode;
  /** Id of the registered authority that issued the certificate. @default - none */
  readonly authorityId?: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Parses a certificate.
 * @param member the request's member that has the text, for the message
 * @throws AwsError `CertificateValidationException` for text that is not a certificate in PEM format
 */
export function readCertificate(pem: string, member: string): CertificateContent {
  const content = CertificateContent.fromPem(pem);
  if (content === undefined) throw certificateValidation(`${member} must be an X.509 certificate in PEM format`);
  return content;
}

/**
 * Registers a certificate.
 * @throws AwsError `ResourceAlreadyExistsException`
 */
export function registerCertificate(registry: Registry, registration: CertificateRegistration): DeviceCertificate {
  const { content, status, mode, authorityId, now } = registration;
  const { id } = content;
  if (registry.certificates.has(id)) throw resourceAlreadyExists(`Certificate ${id} is already registered`);
  const certificate = {
    id,
    arn: registry.arn("cert", id),
    content,
    status,
    mode,
    ...(authorityId !== undefined && { authorityId }),
    creationDate: now,
    lastModifiedDate: now,
  };
  registry.setCertificate(certificate);
  return certificate;
}

/** Statuses that a client may give a certificate, at its registration and later. */
const REGISTRABLE: readonly CertificateStatus[] = ["ACTIVE", "INACTIVE", "REVOKED"];

/**
 * Checks the status of a new certificate.
 * @throws AwsError `InvalidRequestException` for a status that only AWS sets
 */
export function checkFirstStatus(status: CertificateStatus): void {
  if (!REGISTRABLE.includes(status)) throw invalidRequest(`status must be one of ${REGISTRABLE.join(", ")}`);
}

/**
 * Returns the registered authority that issued a certificate.
 * @param authorityPem the authority's certificate; required if several registered authorities have the issuer's name
 * @throws AwsError `CertificateValidationException` if no registered authority issued the certificate,
 * `CertificateConflictException` if several have the issuer's name and `authorityPem` is missing, and
 * `CertificateStateException` if the authority is INACTIVE
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCertificate.html
 */
export function issuerOf(registry: Registry, content: CertificateContent, authorityPem: string | undefined): Authority {
  const sameName = [...registry.authorities.values()].filter((one) => one.content.x509.subject === content.x509.issuer);
  const given = authorityPem === undefined ? undefined : readCertificate(authorityPem, "caCertificatePem");
  if (given === undefined && sameName.length > 1) {
    throw certificateConflict("Several registered CA certificates have the issuer's name; give caCertificatePem");
  }
  const issuer = given === undefined ? sameName[0] : sameName.find(({ id }) => id === given.id);
  if (issuer === undefined || !content.isIssuedBy(issuer.content)) {
    throw certificateValidation("The certificate is not signed by a CA certificate that is registered");
  }
  if (!issuer.active) throw certificateState(`CA certificate ${issuer.id} is INACTIVE`);
  return issuer;
}

/** Returns the registered authority that issued a certificate, active or not; undefined if there is none. */
export function findIssuer(registry: Registry, content: CertificateContent): Authority | undefined {
  for (const authority of registry.authorities.values()) {
    if (authority.content.x509.subject === content.x509.issuer && content.isIssuedBy(authority.content)) {
      return authority;
    }
  }
  return undefined;
}

/**
 * Changes a certificate's status. Devices that are connected with the certificate are disconnected unless the new
 * status is ACTIVE.
 *
 * Assumption: a REVOKED certificate can be made ACTIVE again; the API's description has no rule against it.
 * @throws AwsError `InvalidRequestException` for a status that only AWS sets, and for a deprecated one
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateCertificate.html
 */
export function setCertificateStatus(registry: Registry, id: string, status: CertificateStatus, now: number): void {
  if (!REGISTRABLE.includes(status)) {
    throw invalidRequest(`newStatus must be one of ${REGISTRABLE.join(", ")}; AWS IoT sets the others itself`);
  }
  const certificate = registry.certificate(id);
  if (certificate.status === "PENDING_TRANSFER") {
    throw certificateState(`Certificate ${id} is PENDING_TRANSFER`);
  }
  registry.setCertificate({ ...certificate, status, lastModifiedDate: now });
}

/**
 * Deletes a certificate. It must not be ACTIVE, attached to a thing, or (unless `force`) have policies.
 * @throws AwsError `CertificateStateException`, `DeleteConflictException`
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteCertificate.html
 */
export function deleteCertificate(registry: Registry, id: string, force: boolean): void {
  const certificate = registry.certificate(id);
  const { arn, status } = certificate;
  if (status === "ACTIVE" || status === "PENDING_TRANSFER") {
    throw certificateState(`Certificate must be deactivated (not ${status}) before deletion. Certificate: ${id}`);
  }
  const [thing] = registry.thingPrincipals.leftsOf(arn);
  if (thing !== undefined) throw deleteConflict(`Certificate ${id} is attached to thing ${thing}; detach it first`);
  const policies = registry.policyTargets.leftsOf(arn);
  if (policies.length > 0 && !force) {
    throw deleteConflict(`Certificate ${id} has policies attached (${policies.join(", ")}); detach them first`);
  }
  for (const policy of policies) registry.policyTargets.remove(policy, arn);
  registry.removeCertificate(certificate);
}
