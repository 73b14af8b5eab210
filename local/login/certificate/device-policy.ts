import type { ConnectionPolicy } from "../../broker";
import type { ConnectionContext } from "../../policy";
import { readPolicyDocuments } from "../../policy";
import { effectivePolicies, thingOf } from "../../registry/policies/effective-policies";
import { defaultDocument } from "../../registry/policies/registry-policies";
import type { DeviceCertificate, Thing } from "../../registry/records";
import type { Registry } from "../../registry/registry";
import { connectionPolicy, type PolicyListener } from "../decisions/logged-policy";

/** The client with a certificate whose policy is read. */
export interface DevicePolicyOptions {
  readonly registry: Registry;
  readonly certificate: DeviceCertificate;
  readonly context: ConnectionContext;
  /** Policy documents that count in addition to those of the registry. @default [] */
  readonly documents?: readonly string[] | undefined;
  readonly listener?: PolicyListener | undefined;
}

/**
 * Returns the policy of a client with a certificate: the union of the policies of its certificate and its thing's
 * groups. A change in the registry takes effect with the client's next action. Assumption: at once; AWS says that it
 * takes minutes.
 */
export function devicePolicy(options: DevicePolicyOptions): ConnectionPolicy {
  const { registry } = options;
  let policy = currentPolicy(options);
  let revision = registry.revision;
  const current = (): ConnectionPolicy => {
    if (revision !== registry.revision) {
      policy = currentPolicy(options);
      revision = registry.revision;
    }
    return policy;
  };
  return {
    connect: (request) => current().connect(request),
    publish: (topic, publishing) => current().publish(topic, publishing),
    subscribe: (filter) => current().subscribe(filter),
    receive: (topic) => current().receive(topic),
  };
}

function currentPolicy({ registry, certificate, context, documents = [], listener }: DevicePolicyOptions) {
  const { arn, content } = certificate;
  const thing = thingOf(registry, arn, context.clientId);
  const named = effectivePolicies(registry, arn, thing);
  const policy = readPolicyDocuments([...named.map(defaultDocument), ...documents]);
  const device = {
    certificateId: certificate.id,
    get certificateFields() {
      return content.fields;
    },
    ...(thing !== undefined && { thing: thingContext(thing) }),
  };
  return connectionPolicy(
    policy,
    { ...context, device },
    listener && explaining(listener, registry, certificate, thing),
  );
}

const thingContext = ({ name, typeName, attributes }: Thing) => ({
  name,
  attributes,
  ...(typeName !== undefined && { typeName }),
});

/**
 * Adds the most frequent causes to the reason of a refusal: no policy is attached, or the client id is not the thing's
 * name.
 */
function explaining(
  listener: PolicyListener,
  registry: Registry,
  { id, arn }: DeviceCertificate,
  thing: Thing | undefined,
): PolicyListener {
  return (action, resource, allowed, reason) =>
    listener(action, resource, allowed, allowed ? reason : `${reason}${hint(action, resource)}`);

  function hint(action: string, resource: string): string {
    if (effectivePolicies(registry, arn, thing).length === 0) {
      return `; certificate ${id} has no policy attached: aws iot attach-policy --target ${arn} --policy-name …`;
    }
    if (action !== "iot:Connect" || thing !== undefined) return "";
    const things = registry.thingPrincipals.leftsOf(arn);
    if (things.length === 0)
      return `; certificate ${id} is not attached to a thing: aws iot attach-thing-principal --principal ${arn} --thing-name …`;
    return `; the client id ${JSON.stringify(resource)} must be the name of a thing of the certificate: ${things.join(", ")}`;
  }
}
