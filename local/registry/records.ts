import type { CertificateContent } from "./certificates/certificate-content";

/**
 * Statuses of a device's certificate.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CertificateDescription.html
 */
export const CERTIFICATE_STATUSES = [
  "ACTIVE",
  "INACTIVE",
  "REVOKED",
  "PENDING_TRANSFER",
  "REGISTER_INACTIVE",
  "PENDING_ACTIVATION",
] as const;
export type CertificateStatus = (typeof CERTIFICATE_STATUSES)[number];

/**
 * `SNI_ONLY`: AWS finds the account by the server name that devices send (SNI). `DEFAULT`: a verification certificate
 * proved at registration that the account has the authority's private key.
 */
export type CertificateMode = "DEFAULT" | "SNI_ONLY";

/** Whether a certificate is attached to one thing exclusively. */
export type ThingPrincipalType = "EXCLUSIVE_THING" | "NON_EXCLUSIVE_THING";

interface Dated {
  /** Milliseconds since 1970. */
  readonly creationDate: number;
  readonly lastModifiedDate: number;
}

interface Tagged {
  /** Key to value. */
  readonly tags: ReadonlyMap<string, string>;
}

/** A device's certificate. */
export interface DeviceCertificate extends Dated {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly arn: string;
  readonly content: CertificateContent;
  readonly status: CertificateStatus;
  readonly mode: CertificateMode;
  /** Id of the registered authority that issued the certificate. Missing if none did. */
  readonly authorityId?: string;
}

/** A certificate authority. */
export interface Authority extends Dated, Tagged {
  readonly id: string;
  /** The same as `id`: the tag operations find resources by name. */
  readonly name: string;
  readonly arn: string;
  readonly content: CertificateContent;
  readonly mode: CertificateMode;
  readonly active: boolean;
  readonly autoRegistration: boolean;
  readonly registrationConfig?: RegistrationConfig;
}

/**
 * The template that provisions the certificates of an authority: the name of a template, or the template's body and
 * role.
 */
export interface RegistrationConfig {
  readonly templateName?: string | undefined;
  readonly templateBody?: string | undefined;
  readonly roleArn?: string | undefined;
}

/** One version of a policy or of a provisioning template. */
export interface DocumentVersion {
  readonly id: number;
  readonly document: string;
  readonly creationDate: number;
}

/** A named policy. */
export interface NamedPolicy extends Dated, Tagged {
  readonly name: string;
  readonly arn: string;
  readonly versions: readonly DocumentVersion[];
  readonly defaultVersionId: number;
  /** Highest id that a version has had: ids of deleted versions are not used again. */
  readonly latestVersionId: number;
}

/** A provisioning template. */
export interface ProvisioningTemplate extends Dated, Tagged {
  readonly name: string;
  readonly arn: string;
  readonly type: "JITP" | "FLEET_PROVISIONING";
  readonly description?: string | undefined;
  readonly enabled: boolean;
  readonly roleArn: string;
  readonly preProvisioningHook?: Readonly<Record<string, unknown>> | undefined;
  readonly versions: readonly DocumentVersion[];
  readonly defaultVersionId: number;
  readonly latestVersionId: number;
}

/** A thing. */
export interface Thing {
  readonly name: string;
  readonly arn: string;
  /** UUID. */
  readonly id: string;
  readonly typeName?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly billingGroupName?: string;
  /** Starts at 1 and grows by 1 with every change. */
  readonly version: number;
}

/** A thing type. */
export interface ThingType extends Tagged {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly creationDate: number;
  /** Milliseconds since 1970. Missing unless the thing type is deprecated. */
  readonly deprecationDate?: number;
}

/** A static thing group. */
export interface ThingGroup extends Tagged {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly parentName?: string;
  readonly description?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly version: number;
  readonly creationDate: number;
}
