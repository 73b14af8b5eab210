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

/** The kinds of resources of the registry, as they stand in ARNs. */
export type ResourceKind = "cacert" | "cert" | "policy" | "provisioningtemplate" | "thing" | "thinggroup" | "thingtype";

/** Told of a certificate whose status changed, or that was deleted. */
export type CertificateListener = (certificate: DeviceCertificate, deleted: boolean) => void;

/**
 * What one account has registered in one Region: certificates, authorities, policies, things and how they belong together. It holds what is
 * there; the rules about what may be done with it stand beside it, one file for each kind.
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
  /** Names of policies, and the ARNs of certificates and thing groups that they are attached to. */
  readonly policyTargets = new Attachments<true>();
  /** Names of things, and the ARNs of their certificates. */
  readonly thingPrincipals = new Attachments<ThingPrincipalType>();
  /** Names of thing groups and things. */
  readonly groupMembers = new Attachments<true>();
  /** Goes up with every change that may matter to a connected device: what was worked out from the registry before is out of date then. */
  revision = 0;
  private readonly listeners = new Set<CertificateListener>();

  constructor(readonly account: AwsAccount) {}

  /**
   * What the common name of a verification certificate must be: 64 hexadecimal digits, the same each time.
   * @see https://docs.aws.amazon.com/iot/latest/apireference/API_GetRegistrationCode.html
   */
  get registrationCode(): string {
    const { accountId, region } = this.account;
    return createHash("sha256").update(`registration code of ${accountId} in ${region}`).digest("hex");
  }

  arn(kind: ResourceKind, name: string): string {
    return `${arnPrefix(this.account)}${kind}/${name}`;
  }

  /** Something was changed. */
  touch(): void {
    this.revision++;
  }

  /** Has a listener told of certificates until the function that is returned is called. */
  onCertificate(listener: CertificateListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Puts a certificate in place, and tells of its status if it changed. */
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

  /** The certificate of an ARN; undefined if it is not of this account and Region, or there is none. */
  certificateOf(arn: string): DeviceCertificate | undefined {
    const prefix = this.arn("cert", "");
    return arn.startsWith(prefix) ? this.certificates.get(arn.slice(prefix.length)) : undefined;
  }

  /** The thing group of an ARN; undefined if it is not of this account and Region, or there is none. */
  thingGroupOf(arn: string): ThingGroup | undefined {
    const prefix = this.arn("thinggroup", "");
    return arn.startsWith(prefix) ? this.thingGroups.get(arn.slice(prefix.length)) : undefined;
  }
}

function found<T>(resource: T | undefined, what: string): T {
  if (resource === undefined) throw resourceNotFound(`${what} does not exist`);
  return resource;
}
