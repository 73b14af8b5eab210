import { allowsLess } from "../access/allows-less";
import { VALUES_BY_TYPE } from "../plan/known-values";
import type { Effect, KnownType } from "./known-type";

const NAMED = ["arn", "id", "tags_all"];

/** Effects of a type whose creation, change and destruction are described in one sentence each. */
function says(code: string, made: string, destroyed: string, changed = made): NonNullable<KnownType["effects"]> {
  const widens = (text: string): Effect => ({ code: `${code}-changed`, says: text, widens: true });
  return {
    made: widens(made),
    changed: widens(changed),
    destroyed: { code: `${code}-removed`, says: destroyed, narrows: true },
  };
}

const settings = (code: string, ...names: string[]): KnownType["settings"] =>
  Object.fromEntries(names.map((name) => [name, `code ${code}-changed` as const]));

const policyOf = (values: unknown): string | undefined => {
  const { data } = VALUES_BY_TYPE.aws_iot_policy.safeParse(values);
  return data?.policy ?? undefined;
};

/**
 * Types of the resources with which devices log in with certificates, see `known-types.ts`. Creating or changing one of
 * them may let a device log in or do something else, so it counts as widening.
 */
export const CERTIFICATE_TYPES: Readonly<Record<string, KnownType>> = {
  aws_iot_policy: {
    computed: [...NAMED, "default_version_id"],
    defaults: {},
    settings: settings("device-policy", "name", "policy"),
    effects: {
      ...says(
        "device-policy",
        "is made or changed: it defines what devices of its group may do.",
        "is destroyed: devices of its group may do nothing any more.",
      ),
      lessened: {
        code: "device-policy-narrowed",
        says: "is changed: devices of its group may do less than now.",
        narrows: true,
      },
    },
    isLessened: (before, after) => allowsLess(policyOf(before), policyOf(after)),
  },
  aws_iot_ca_certificate: {
    computed: [...NAMED, "customer_version", "generation_id", "validity"],
    defaults: {},
    settings: settings(
      "authority",
      ...["active", "allow_auto_registration", "ca_certificate_pem", "certificate_mode", "registration_config"],
      "verification_certificate_pem",
    ),
    effects: says(
      "authority",
      "is registered or changed: certificates that this authority signs may be accepted from now on.",
      "is no longer registered: AWS IoT Core accepts no new certificate of this authority.",
    ),
  },
  aws_iot_provisioning_template: {
    computed: [...NAMED, "default_version_id", "type"],
    defaults: {},
    settings: settings(
      "provisioning",
      ...["name", "type", "enabled", "description", "provisioning_role_arn", "template_body"],
    ),
    effects: says(
      "provisioning",
      "is made or changed: devices that the configuration does not name get a thing and a policy by it when they first connect.",
      "is destroyed: devices that connect for the first time are no longer provisioned.",
    ),
  },
  aws_iam_role_policy_attachment: {
    computed: ["id"],
    defaults: {},
    settings: settings("provisioning-rights", "role", "policy_arn"),
    effects: says(
      "provisioning-rights",
      "attaches a policy to a role: with its permissions, AWS IoT Core creates things and attaches policies.",
      "detaches a policy from a role.",
    ),
  },
  aws_iot_certificate: {
    computed: ["arn", "ca_certificate_id", "certificate_pem", "id", "private_key", "public_key"],
    defaults: {},
    settings: settings("certificate", "active", "ca_pem", "certificate_pem", "csr"),
    effects: says(
      "certificate",
      "is made or changed: a device that has its key may log in, as long as it is active.",
      "is destroyed: the device that has its key can no longer log in.",
    ),
  },
  aws_iot_policy_attachment: {
    computed: ["id"],
    defaults: {},
    settings: settings("certificate-group", "policy", "target"),
    effects: says(
      "certificate-group",
      "gives a device the permissions of its group.",
      "takes the permissions of its group from a device.",
    ),
  },
  aws_iot_thing_principal_attachment: {
    computed: ["id"],
    defaults: {},
    settings: settings("certificate-thing", "thing", "principal", "thing_principal_type"),
    effects: says(
      "certificate-thing",
      "attaches a certificate to a thing: the thing's name completes the permissions of the device's group.",
      "detaches a certificate from a thing: the device loses the permissions that depend on the thing's name.",
    ),
  },
  aws_iot_thing: {
    computed: ["arn", "default_client_id", "id", "version"],
    defaults: {},
    settings: settings("thing", "name", "thing_type_name", "attributes"),
    effects: says("thing", "is made or changed: a device of this name.", "is destroyed: a device of this name."),
  },
  aws_iot_thing_type: {
    computed: NAMED,
    defaults: {},
    settings: settings("thing-kind", "name", "properties"),
    effects: says("thing-kind", "is made or changed: a type of things.", "is destroyed: a type of things."),
  },
  aws_iot_thing_group: {
    computed: [...NAMED, "metadata", "version"],
    defaults: {},
    settings: settings("thing-kind", "name", "parent_group_name", "properties"),
    effects: says("thing-kind", "is made or changed: a group of things.", "is destroyed: a group of things."),
  },
  aws_iot_thing_group_membership: {
    computed: ["id"],
    defaults: {},
    settings: settings("thing-kind", "thing_name", "thing_group_name"),
    effects: says("thing-kind", "puts a thing into a group of things.", "takes a thing out of a group of things."),
  },
};
