import { randomUUID } from "node:crypto";
import { AwsError, StandInOptionError } from "../local-errors";
import { CertificateContent } from "./certificates/certificate-content";
import { registerAuthority } from "./certificates/registry-authorities";
import { findIssuer } from "./certificates/registry-certificates";
import { attachPolicy, createPolicy } from "./policies/registry-policies";
import { createTemplate } from "./provisioning/registry-templates";
import type {
  RegisteredAuthority,
  RegisteredCertificate,
  RegisteredDevices,
  RegisteredThing,
} from "./registered-devices";
import type { Registry } from "./registry";
import { addToGroup } from "./things/registry-thing-groups";
import { attachThingPrincipal } from "./things/registry-things";

/** Options of {@link DeviceLoader}. */
export interface DeviceLoaderOptions {
  /**
   * Returns the certificate (PEM) for a certificate signing request, which is the same one at each call.
   * @throws AwsError for text that is not a certificate signing request
   */
  readonly sign: (csrPem: string) => Promise<string>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Ids and names of the resources that a load created. */
interface Loaded {
  readonly authorities: Set<string>;
  readonly certificates: Set<string>;
  readonly policies: Set<string>;
  readonly templates: Set<string>;
  readonly thingTypes: Set<string>;
  readonly thingGroups: Set<string>;
  readonly things: Set<string>;
}

const nothing = (): Loaded => ({
  authorities: new Set(),
  certificates: new Set(),
  policies: new Set(),
  templates: new Set(),
  thingTypes: new Set(),
  thingGroups: new Set(),
  things: new Set(),
});

/**
 * Puts a stack's certificates and things into a registry without the control plane's API, and removes the resources of
 * the previous load that the new one does not have. Resources that were provisioned just in time or created over the
 * API are kept. Devices stay connected if their certificates are kept.
 * @example
 * const loader = new DeviceLoader(registry, { sign, now: Date.now });
 * await loader.load({ policies, certificates, things });
 */
export class DeviceLoader {
  private before = nothing();

  constructor(
    private readonly registry: Registry,
    private readonly options: DeviceLoaderOptions,
  ) {}

  /**
   * @throws StandInOptionError for text that is not a certificate, and for resources that AWS would refuse, with AWS's
   * message
   */
  async load(devices: RegisteredDevices): Promise<void> {
    try {
      const certificates = await this.readCertificates(devices.certificates ?? []);
      this.put(devices, certificates);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new StandInOptionError(`AWS IoT Core would refuse the stack's certificates and things: ${error.message}`);
    }
  }

  private async readCertificates(
    list: readonly RegisteredCertificate[],
  ): Promise<
    ReadonlyMap<string, { readonly registered: RegisteredCertificate; readonly content: CertificateContent }>
  > {
    const read = new Map<string, { registered: RegisteredCertificate; content: CertificateContent }>();
    for (const registered of list) {
      const { id, pem, csrPem } = registered;
      const content = CertificateContent.fromPem(pem ?? (await this.options.sign(csrPem ?? "")));
      if (content === undefined) {
        throw new StandInOptionError(`certificate ${id} must be an X.509 certificate in PEM format. Give its file.`);
      }
      read.set(id, { registered, content });
    }
    return read;
  }

  private put(devices: RegisteredDevices, certificates: Awaited<ReturnType<DeviceLoader["readCertificates"]>>): void {
    const { registry, options, before } = this;
    const now = options.now();
    const after = nothing();
    // References are removed first, so that each kind of resource can be replaced separately.
    for (const name of before.things) this.clearThing(name);
    for (const name of before.policies) registry.policies.delete(name);
    for (const id of before.authorities) registry.authorities.delete(id);
    for (const name of before.templates) registry.templates.delete(name);

    for (const { name, searchableAttributes } of devices.thingTypes ?? []) {
      const properties = searchableAttributes === undefined ? {} : { searchableAttributes };
      const arn = registry.arn("thingtype", name);
      const id = registry.thingTypes.get(name)?.id ?? randomUUID();
      registry.thingTypes.set(name, { name, arn, id, properties, tags: new Map(), creationDate: now });
      after.thingTypes.add(name);
    }
    for (const { name, parent } of devices.thingGroups ?? []) {
      const id = registry.thingGroups.get(name)?.id ?? randomUUID();
      registry.thingGroups.set(name, {
        name,
        arn: registry.arn("thinggroup", name),
        id,
        ...(parent !== undefined && { parentName: parent }),
        attributes: {},
        version: 1,
        tags: new Map(),
        creationDate: now,
      });
      after.thingGroups.add(name);
    }
    for (const { name, document } of devices.policies ?? []) {
      createPolicy(registry, { name, document, tags: new Map() }, now);
      after.policies.add(name);
    }
    for (const { name, body, roleArn, enabled } of devices.templates ?? []) {
      createTemplate(registry, { name, body, roleArn, enabled, type: "JITP", tags: new Map(), now });
      after.templates.add(name);
    }
    for (const authority of devices.authorities ?? []) after.authorities.add(this.putAuthority(authority, now));
    for (const { registered, content } of certificates.values()) {
      this.putCertificate(registered, content, now);
      after.certificates.add(content.id);
    }
    for (const { name, policies = [] } of devices.thingGroups ?? []) {
      for (const policy of policies) attachPolicy(registry, policy, registry.arn("thinggroup", name));
    }
    for (const thing of devices.things ?? []) {
      this.putThing(thing, (id) => certificates.get(id)?.content.id);
      after.things.add(thing.name);
    }
    this.removeStale(after);
    this.before = after;
    registry.touch();
  }

  /**
   * Registers a certificate authority. An authority of DEFAULT mode needs no verification certificate here: AWS checks
   * that certificate when the stack is applied.
   */
  private putAuthority({ pem, mode, active, autoRegistration, template }: RegisteredAuthority, now: number): string {
    const { registry } = this;
    const registered = registerAuthority(registry, {
      pem,
      mode: "SNI_ONLY",
      active,
      autoRegistration,
      ...(template !== undefined && { registrationConfig: { templateName: template } }),
      tags: new Map(),
      now,
    });
    registry.authorities.set(registered.id, { ...registered, mode });
    return registered.id;
  }

  private putCertificate({ active, policies = [] }: RegisteredCertificate, content: CertificateContent, now: number) {
    const { registry } = this;
    const { id } = content;
    const arn = registry.arn("cert", id);
    const issuer = findIssuer(registry, content);
    const known = registry.certificates.get(id);
    registry.setCertificate({
      id,
      arn,
      content,
      status: active ? "ACTIVE" : "INACTIVE",
      mode: issuer?.mode ?? "SNI_ONLY",
      ...(issuer !== undefined && { authorityId: issuer.id }),
      creationDate: known?.creationDate ?? now,
      lastModifiedDate: now,
    });
    for (const policy of registry.policyTargets.leftsOf(arn)) registry.policyTargets.remove(policy, arn);
    for (const policy of policies) attachPolicy(registry, policy, arn);
  }

  private putThing(thing: RegisteredThing, certificateIdOf: (id: string) => string | undefined): void {
    const { registry } = this;
    const { name, type, attributes = {}, groups = [], certificates = [], exclusive = false } = thing;
    const known = registry.things.get(name);
    registry.things.set(name, {
      name,
      arn: registry.arn("thing", name),
      id: known?.id ?? randomUUID(),
      ...(type !== undefined && { typeName: type }),
      attributes,
      version: (known?.version ?? 0) + 1,
    });
    for (const group of groups) addToGroup(registry, group, name);
    for (const certificate of certificates) {
      const id = certificateIdOf(certificate);
      if (id === undefined) {
        throw new StandInOptionError(
          `thing ${name} must have certificates of the stack, got: ${certificate}. Name a certificate of the stack.`,
        );
      }
      const kind = exclusive ? "EXCLUSIVE_THING" : "NON_EXCLUSIVE_THING";
      attachThingPrincipal(registry, name, registry.arn("cert", id), kind);
    }
  }

  private clearThing(name: string): void {
    const { groupMembers, thingPrincipals } = this.registry;
    for (const group of groupMembers.leftsOf(name)) groupMembers.remove(group, name);
    for (const principal of thingPrincipals.rightsOf(name)) thingPrincipals.remove(name, principal);
  }

  private removeStale(after: Loaded): void {
    const { registry, before } = this;
    const gone = (kind: keyof Loaded): string[] => [...before[kind]].filter((name) => !after[kind].has(name));
    for (const name of gone("things")) registry.things.delete(name);
    for (const name of gone("thingGroups")) registry.thingGroups.delete(name);
    for (const name of gone("thingTypes")) registry.thingTypes.delete(name);
    for (const name of gone("policies")) {
      for (const target of registry.policyTargets.rightsOf(name)) registry.policyTargets.remove(name, target);
    }
    for (const id of gone("certificates")) {
      const certificate = registry.certificates.get(id);
      if (certificate === undefined) continue;
      for (const policy of registry.policyTargets.leftsOf(certificate.arn)) {
        registry.policyTargets.remove(policy, certificate.arn);
      }
      registry.removeCertificate(certificate);
    }
  }
}
