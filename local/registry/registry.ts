import { createHash } from "node:crypto";
import { resourceNotFound } from "../local-errors";
import { type AwsAccount, arnPrefix } from "../policy";
import { Attachments } from "./policies/attachments";
import type {
  Authority,
  DeviceCertificate,
  NamedPolicy,
  ProvisioningTemplate,
  Thing,
  ThingGroup,
  ThingPrincipalType,
  ThingType,
} from "./records";

/** Kinds of the registry's resources, as ARNs name them. */
export type ResourceKind = "cacert" | "cert" | "policy" | "provisioningtemplate" | "thing" | "thinggroup" | "thingtype";

/** Called with a certificate whose status changed, and with a certificate that was deleted. */
export type CertificateListener = (certificate: DeviceCertificate, deleted: boolean) => void;

/**
 * The certificates, certificate authorities, policies and things that one account has registered in one Region, and
 * their attachments. The class only stores resources; AWS's rules for changing them are in the folders beside it, in
 * one file for each kind of resource.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-registry.html
 * @example
 * const registry = new Registry({ partition: "aws", region: "us-east-1", accountId: "123456789012" });
 * createPolicy(registry, { name: "sensors", document, tags: new Map() }, Date.now());
 */
export class Registry {
  readonly authorities = new Map<string, Authority>();
  readonly certificates = new Map<string, DeviceCertificate>();
  readonly policies = new Map<string, NamedPolicy>();
  readonly templates = new Map<string, ProvisioningTemplate>();
  readonly things = new Map<string, Thing>();
  readonly thingTypes = new Map<string, ThingType>();
  readonly thingGroups = new Map<string, ThingGroup>();
  /** Pairs of a policy's name and the ARN of a certificate or thing group that the policy is attached to. */
  readonly policyTargets = new Attachments<true>();
  /** Pairs of a thing's name and the ARN of a certificate of the thing. */
  readonly thingPrincipals = new Attachments<ThingPrincipalType>();
  /** Pairs of a thing group's name and the name of a thing in the group. */
  readonly groupMembers = new Attachments<true>();
  /**
   * Grows with every change that may affect a connected device. Values computed from the registry at an earlier
   * revision are out of date.
   */
  revision = 0;
  private readonly listeners = new Set<CertificateListener>();

  constructor(readonly account: AwsAccount) {}

  /**
   * The common name that a verification certificate must have: 64 hexadecimal digits, constant for an account and a
   * Region.
   * @see https://docs.aws.amazon.com/iot/latest/apireference/API_GetRegistrationCode.html
   */
  get registrationCode(): string {
    const { accountId, region } = this.account;
    return createHash("sha256").update(`registration code of ${accountId} in ${region}`).digest("hex");
  }

  arn(kind: ResourceKind, name: string): string {
    return `${arnPrefix(this.account)}${kind}/${name}`;
  }

  /** Records that a resource was changed: increments `revision`. */
  touch(): void {
    this.revision++;
  }

  /** Adds a listener. @returns function that removes the listener */
  onCertificate(listener: CertificateListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Adds or replaces a certificate, and calls the listeners if its status changed. */
  setCertificate(certificate: DeviceCertificate): void {
    const before = this.certificates.get(certificate.id)?.status;
    this.certificates.set(certificate.id, certificate);
    this.touch();
    if (before !== certificate.status) this.tell(certificate, false);
  }

  removeCertificate(certificate: DeviceCertificate): void {
    this.certificates.delete(certificate.id);
    this.touch();
    this.tell(certificate, true);
  }

  private tell(certificate: DeviceCertificate, deleted: boolean): void {
    for (const listener of [...this.listeners]) listener(certificate, deleted);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  authority(id: string): Authority {
    return found(this.authorities.get(id), `CA certificate ${id}`);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  certificate(id: string): DeviceCertificate {
    return found(this.certificates.get(id), `Certificate ${id}`);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  policy(name: string): NamedPolicy {
    return found(this.policies.get(name), `Policy ${name}`);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  template(name: string): ProvisioningTemplate {
    return found(this.templates.get(name), `Provisioning template ${name}`);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  thing(name: string): Thing {
    return found(this.things.get(name), `Thing ${name}`);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  thingType(name: string): ThingType {
    return found(this.thingTypes.get(name), `Thing type ${name}`);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  thingGroup(name: string): ThingGroup {
    return found(this.thingGroups.get(name), `Thing group ${name}`);
  }

  /**
   * The certificate with an ARN; undefined if the ARN is not of this account and Region, or there is no such
   * certificate.
   */
  certificateOf(arn: string): DeviceCertificate | undefined {
    const prefix = this.arn("cert", "");
    return arn.startsWith(prefix) ? this.certificates.get(arn.slice(prefix.length)) : undefined;
  }

  /** The thing group with an ARN; undefined if the ARN is not of this account and Region, or there is no such group. */
  thingGroupOf(arn: string): ThingGroup | undefined {
    const prefix = this.arn("thinggroup", "");
    return arn.startsWith(prefix) ? this.thingGroups.get(arn.slice(prefix.length)) : undefined;
  }
}

function found<T>(resource: T | undefined, what: string): T {
  if (resource === undefined) throw resourceNotFound(`${what} does not exist`);
  return resource;
}
