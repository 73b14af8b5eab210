/**
 * Certificates and their things, as a stack registers them in AWS IoT Core. The stand-in is loaded with them in place
 * of the calls that `terraform apply` would make. Every list may be left out. Objects refer to each other by the `id`
 * or `name` given here.
 * @example
 * const devices: RegisteredDevices = {
 *   authorities: [{ id: "factory", pem, mode: "SNI_ONLY", active: true, autoRegistration: true, template: "sensors" }],
 *   templates: [{ name: "sensors", body, roleArn: "arn:aws:iam::123456789012:role/sensors", enabled: true }],
 *   policies: [{ name: "sensors", document: '{"Version":"2012-10-17","Statement":[…]}' }],
 *   certificates: [{ id: "sensor-1", pem, active: true, policies: ["sensors"] }],
 *   things: [{ name: "sensor-1", certificates: ["sensor-1"] }],
 * };
 */
export interface RegisteredDevices {
  readonly authorities?: readonly RegisteredAuthority[];
  readonly templates?: readonly RegisteredTemplate[];
  readonly policies?: readonly RegisteredPolicy[];
  readonly certificates?: readonly RegisteredCertificate[];
  readonly thingTypes?: readonly RegisteredThingType[];
  readonly thingGroups?: readonly RegisteredThingGroup[];
  readonly things?: readonly RegisteredThing[];
}

/**
 * A certificate authority (`aws_iot_ca_certificate`).
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/manage-your-CA-certs.html
 */
export interface RegisteredAuthority {
  /** Name of the authority in messages. */
  readonly id: string;
  readonly pem: string;
  readonly mode: "SNI_ONLY" | "DEFAULT";
  readonly active: boolean;
  /** Whether AWS registers a certificate of the authority when a device first connects with it. */
  readonly autoRegistration: boolean;
  /** Name of the template for just-in-time provisioning. @default - certificates wait with status PENDING_ACTIVATION */
  readonly template?: string;
}

/** A template for just-in-time provisioning (`aws_iot_provisioning_template` of type JITP). */
export interface RegisteredTemplate {
  readonly name: string;
  /** JSON text. */
  readonly body: string;
  readonly roleArn: string;
  readonly enabled: boolean;
}

/** A named policy (`aws_iot_policy`). */
export interface RegisteredPolicy {
  readonly name: string;
  /** JSON text. Its ARNs have the stand-in's account and Region. */
  readonly document: string;
}

/** A device's certificate (`aws_iot_certificate`). Exactly one of `pem` and `csrPem` is given. */
export interface RegisteredCertificate {
  /** Id by which things refer to the certificate. */
  readonly id: string;
  readonly pem?: string;
  /** Certificate signing request (PEM), which the stand-in signs in place of AWS. */
  readonly csrPem?: string;
  readonly active: boolean;
  /** Names of the policies attached to it. @default [] */
  readonly policies?: readonly string[];
}

/** A thing type (`aws_iot_thing_type`). */
export interface RegisteredThingType {
  readonly name: string;
  /** @default [] */
  readonly searchableAttributes?: readonly string[];
}

/** A static thing group (`aws_iot_thing_group`). */
export interface RegisteredThingGroup {
  readonly name: string;
  /** Name of the parent group. @default - none */
  readonly parent?: string;
  /** Names of the policies attached to it. @default [] */
  readonly policies?: readonly string[];
}

/** A thing (`aws_iot_thing`) and its certificates (`aws_iot_thing_principal_attachment`). */
export interface RegisteredThing {
  readonly name: string;
  /** Name of its thing type. @default - none */
  readonly type?: string;
  /** @default {} */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Names of the thing groups that it is in. @default [] */
  readonly groups?: readonly string[];
  /** `id`s of its certificates. @default [] */
  readonly certificates?: readonly string[];
  /** Whether its certificates are attached to no other thing (`EXCLUSIVE_THING`). @default false */
  readonly exclusive?: boolean;
}
