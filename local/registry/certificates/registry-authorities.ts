import {
  certificateState,
  certificateValidation,
  invalidRequest,
  limitExceeded,
  registrationCodeValidation,
  resourceAlreadyExists,
} from "../../local-errors";
import { checkTemplateBody } from "../provisioning/template-body";
import type { Authority, CertificateMode, RegistrationConfig } from "../records";
import type { Registry } from "../registry";
import { readCertificate } from "./registry-certificates";

/** Maximum number of authorities with the same subject in an account. */
const MAX_SAME_NAME = 10;

/** Settings of a certificate authority's registration. */
export interface AuthorityRegistration {
  readonly pem: string;
  readonly verificationPem?: string | undefined;
  readonly mode: CertificateMode;
  readonly active: boolean;
  readonly autoRegistration: boolean;
  readonly registrationConfig?: RegistrationConfig | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Registers a certificate authority. DEFAULT mode requires a verification certificate, which proves that the account
 * has the authority's private key; SNI_ONLY mode allows none.
 *
 * Assumption: a certificate without basicConstraints CA:TRUE, or one that is not valid at the time, is refused with
 * `CertificateValidationException`; AWS's pages require CA:TRUE and do not name the error.
 * @throws AwsError `ResourceAlreadyExistsException`, `CertificateValidationException`,
 * `RegistrationCodeValidationException`, `InvalidRequestException`, `LimitExceededException`
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCACertificate.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/manage-your-CA-certs.html
 */
export function registerAuthority(registry: Registry, registration: AuthorityRegistration): Authority {
  const { pem, verificationPem, mode, active, autoRegistration, registrationConfig, tags, now } = registration;
  const content = readCertificate(pem, "caCertificate");
  const { id } = content;
  if (!content.isAuthority) {
    throw certificateValidation(
      "CA certificate is not valid: it must have the extension basicConstraints with CA:TRUE",
    );
  }
  if (now < content.notBefore || now > content.notAfter) {
    throw certificateValidation("CA certificate is not valid at this time");
  }
  if (registry.authorities.has(id)) throw resourceAlreadyExists(`CA certificate ${id} is already registered`);
  if (mode === "SNI_ONLY" && verificationPem !== undefined) {
    throw invalidRequest("verificationCertificate must be left out with certificateMode SNI_ONLY");
  }
  if (mode === "DEFAULT") checkVerification(registry, content, verificationPem);
  const sameName = [...registry.authorities.values()].filter(
    (one) => one.content.x509.subject === content.x509.subject,
  );
  if (sameName.length >= MAX_SAME_NAME) {
    throw limitExceeded(`An account can have at most ${MAX_SAME_NAME} CA certificates with the same subject`);
  }
  checkRegistrationConfig(registry, registrationConfig);
  const authority = {
    id,
    name: id,
    arn: registry.arn("cacert", id),
    content,
    mode,
    active,
    autoRegistration,
    ...(registrationConfig !== undefined && { registrationConfig }),
    tags,
    creationDate: now,
    lastModifiedDate: now,
  };
  registry.authorities.set(id, authority);
  registry.touch();
  return authority;
}

function checkVerification(
  { registrationCode }: Registry,
  authority: Authority["content"],
  pem: string | undefined,
): void {
  if (pem === undefined) throw invalidRequest("verificationCertificate is required with certificateMode DEFAULT");
  const verification = readCertificate(pem, "verificationCertificate");
  if (!verification.isIssuedBy(authority)) {
    throw certificateValidation("verificationCertificate is not signed by the CA certificate");
  }
  if (!verification.subject("CommonName").includes(registrationCode)) {
    throw registrationCodeValidation("The common name of verificationCertificate is not the registration code");
  }
}

/** @throws AwsError `InvalidRequestException`, `ResourceNotFoundException` */
function checkRegistrationConfig(registry: Registry, config: RegistrationConfig | undefined): void {
  if (config === undefined) return;
  const { templateName, templateBody, roleArn } = config;
  if (templateName !== undefined) {
    if (templateBody !== undefined)
      throw invalidRequest("registrationConfig must have one of templateName and templateBody");
    const { type } = registry.template(templateName);
    if (type !== "JITP") throw invalidRequest(`Template ${templateName} must be of type JITP, it is of type ${type}`);
    return;
  }
  if (templateBody === undefined) return;
  if (roleArn === undefined) throw invalidRequest("registrationConfig must have roleArn if it has templateBody");
  checkTemplateBody(templateBody);
}

/** Changes to a certificate authority. Undefined members stay as they are. */
export interface AuthorityChanges {
  readonly active?: boolean | undefined;
  readonly autoRegistration?: boolean | undefined;
  readonly registrationConfig?: RegistrationConfig | undefined;
  readonly removeAutoRegistration?: boolean | undefined;
}

/**
 * Changes an authority. Registered certificates that it issued keep their status.
 *
 * Assumption: `removeAutoRegistration` removes the registration configuration and disables automatic registration.
 * @throws AwsError `ResourceNotFoundException`, `InvalidRequestException`
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateCACertificate.html
 */
export function updateAuthority(registry: Registry, id: string, changes: AuthorityChanges, now: number): void {
  const { registrationConfig: known, ...authority } = registry.authority(id);
  checkRegistrationConfig(registry, changes.registrationConfig);
  const removed = changes.removeAutoRegistration === true;
  const registrationConfig = removed ? undefined : (changes.registrationConfig ?? known);
  registry.authorities.set(id, {
    ...authority,
    active: changes.active ?? authority.active,
    autoRegistration: !removed && (changes.autoRegistration ?? authority.autoRegistration),
    ...(registrationConfig !== undefined && { registrationConfig }),
    lastModifiedDate: now,
  });
  registry.touch();
}

/**
 * Deletes an authority that is INACTIVE. Certificates that it issued stay as they are.
 * @throws AwsError `ResourceNotFoundException`, `CertificateStateException`
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteCACertificate.html
 */
export function deleteAuthority(registry: Registry, id: string): void {
  const { active } = registry.authority(id);
  if (active) throw certificateState(`CA certificate must be deactivated before deletion. CA certificate: ${id}`);
  registry.authorities.delete(id);
  registry.touch();
}
