import type { RegisteredDevices } from "./registered-devices";

type Block = Readonly<Record<string, unknown>>;
type Instances = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The reference to the account's id in a synthesized stack. */
const ACCOUNT = "$" + "{data.aws_caller_identity.current.account_id}";
/** A reference to the name of a group's policy in a synthesized stack. */
const POLICY_NAME = /\$\{aws_iot_policy\.\w+\["([\w-]+)"\]\.name\}/g;

/**
 * Reads the certificates and things of a synthesized stack that has not been applied, and evaluates its references as
 * Terraform would.
 * @param stack Content of `cdk.tf.json`
 * @returns `undefined` if the stack has no policies, authorities and things
 */
export function synthesizedDevices(stack: Block, accountId: string): RegisteredDevices | undefined {
  const all = (type: string): [string, Readonly<Record<string, unknown>>][] =>
    Object.values(
      (stack.resource as Readonly<Record<string, Record<string, Block>>> | undefined)?.[type] ?? {},
    ).flatMap(({ for_each }) => Object.entries(instancesOf(for_each, (stack.locals ?? {}) as Block)));
  const policies = all("aws_iot_policy").map(([group, { name, policy }]) => ({
    group,
    name: String(name),
    // "$${" is Terraform's escape for a literal "${".
    document: String(policy)
      .replaceAll(ACCOUNT, accountId)
      .replaceAll("$$" + "{", () => "$" + "{"),
  }));
  const policyOf = (group: unknown): string => policies.find((policy) => policy.group === group)?.name ?? "";
  const templates = all("aws_iot_provisioning_template").map(([authority, { name, body }]) => ({
    authority,
    name: String(name),
    body: String(body).replace(POLICY_NAME, (_, group: string) => policyOf(group)),
  }));
  const authorities = all("aws_iot_ca_certificate");
  const certificates = all("aws_iot_certificate");
  const things = all("aws_iot_thing");
  if (policies.length + authorities.length + things.length === 0) return undefined;

  const groupOf = new Map(all("aws_iot_policy_attachment").map(([key, { group }]) => [key, group]));
  const groupsOf = byThing(all("aws_iot_thing_group_membership").map(([, { thing, group }]) => [thing, String(group)]));
  const certificatesOf = byThing(all("aws_iot_thing_principal_attachment").map(([id, { thing }]) => [thing, id]));
  return {
    policies: policies.map(({ name, document }) => ({ name, document })),
    templates: templates.map(({ name, body }) => ({ name, body, roleArn: roleArn(stack, accountId), enabled: true })),
    authorities: authorities.map(([id, { pem, mode, active, auto_registration }]) => {
      const template = templates.find(({ authority }) => authority === id)?.name;
      return {
        id,
        pem: String(pem),
        mode: mode === "DEFAULT" ? ("DEFAULT" as const) : ("SNI_ONLY" as const),
        active: active === true,
        autoRegistration: auto_registration === true,
        ...(template === undefined ? {} : { template }),
      };
    }),
    certificates: certificates.map(([id, { pem, csr, active }]) => ({
      id,
      ...(typeof csr === "string" ? { csrPem: csr } : { pem: String(pem) }),
      active: active === true,
      policies: groupOf.has(id) ? [policyOf(groupOf.get(id))] : [],
    })),
    thingTypes: all("aws_iot_thing_type").map(([name, { searchable }]) => ({
      name,
      searchableAttributes: searchable as readonly string[],
    })),
    thingGroups: all("aws_iot_thing_group").map(([name, { parent }]) => ({
      name,
      ...(parent === "" ? {} : { parent: String(parent) }),
    })),
    things: things.map(([name, { type, attributes }]) => ({
      name,
      ...(typeof type === "string" ? { type } : {}),
      attributes: attributes as Readonly<Record<string, string>>,
      groups: groupsOf.get(name) ?? [],
      certificates: certificatesOf.get(name) ?? [],
    })),
  };
}

/** A reference to a local value. */
const LOCAL = /\$\{(?:.* )?local\.(\w+)\b/;

/**
 * The values of a resource's instances, by instance key. `for_each` refers to a local value, whose entries are the
 * instances.
 */
function instancesOf(forEach: unknown, locals: Block): Instances {
  if (typeof forEach !== "string") return (forEach ?? {}) as Instances;
  const name = LOCAL.exec(forEach)?.[1];
  return name === undefined ? {} : instancesOf(locals[name], locals);
}

function byThing(pairs: readonly (readonly [thing: unknown, value: string])[]): Map<unknown, string[]> {
  const lists = new Map<unknown, string[]>();
  for (const [thing, value] of pairs) lists.set(thing, [...(lists.get(thing) ?? []), value]);
  return lists;
}

function roleArn(stack: Block, accountId: string): string {
  const roles = (stack.resource as Readonly<Record<string, Record<string, Block>>>).aws_iam_role;
  return `arn:aws:iam::${accountId}:role/${String(roles?.provisioning?.name)}`;
}
