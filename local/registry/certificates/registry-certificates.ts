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

/** How a certificate is registered. */
export interface CertificateRegistration {
  readonly content: CertificateContent;
  readonly status: CertificateStatus;
  readonly mode: CertificateMode;
  /** Of its registered authority. @default - none */
  readonly authorityId?: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * A certificate from its text.
 * @throws AwsError `CertificateValidationException` for what is none in PEM
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

/** Certificates without an authority, and those of one, may be registered with these. */
const REGISTRABLE: readonly CertificateStatus[] = ["ACTIVE", "INACTIVE", "REVOKED"];

/** @throws AwsError `InvalidRequestException` for a status that a certificate cannot be registered with */
export function checkFirstStatus(status: CertificateStatus): void {
  if (!REGISTRABLE.includes(status)) throw invalidRequest(`status must be one of ${REGISTRABLE.join(", ")}`);
}

/**
 * The registered authority that issued a certificate.
 * @param authorityPem the authority's certificate, which decides where several have the same name
 * @throws AwsError `CertificateValidationException` if none did, `CertificateConflictException` if several could have, and
 * `CertificateStateException` if it is INACTIVE
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

/** The authority that issued a certificate met at a connection, whatever its own state; undefined if none is registered. */
export function findIssuer(registry: Registry, content: CertificateContent): Authority | undefined {
  for (const authority of registry.authorities.values()) {
    if (authority.content.x509.subject === content.x509.issuer && content.isIssuedBy(authority.content)) {
      return authority;
    }
  }
  return undefined;
}

/**
 * Changes a certificate's status. Devices that are connected with it are disconnected unless it is ACTIVE.
 *
 * Assumption: REVOKED can be left again; the API's description names no rule against it.
 * @throws AwsError `InvalidRequestException` for a status that AWS sets by itself or has given up
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
 * Deletes a certificate that is not ACTIVE, has no policy (unless `force`) and no thing.
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
