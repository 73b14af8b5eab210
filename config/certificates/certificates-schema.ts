import { z } from "zod";
import { flag, oneOf, packRule } from "../schema/setting-fields";
import {
  ATTRIBUTE_NAME,
  ATTRIBUTE_VALUE,
  AWS_NAME,
  attributes,
  awsName,
  fieldOrName,
  literalValue,
  namesOf,
  withField,
} from "./registry-names";

const PEM_PATH =
  "It begins with -----BEGIN; a path ends in .pem, .crt, .cer or .csr and starts at the configuration's folder.";

/** PEM text, or the path of a file with PEM text. Its content is checked when the stack is loaded. */
function pemFile(what: string) {
  const rule = { must: `be ${what} in PEM form, or the path of a file with one`, remedy: PEM_PATH, hidden: true };
  return z.string({ error: packRule(rule) }).regex(/-----BEGIN|\.(pem|crt|cer|csr)$/, { error: packRule(rule) });
}

/** One certificate, or a list of them. */
function oneOrMore(what: string) {
  const one = pemFile(what);
  const rule = { must: `be ${what}, or a list of them`, remedy: PEM_PATH, hidden: true };
  return z.union([one, z.array(one).min(1)], { error: packRule(rule) });
}

/** One certificate or request, or a list of at most two: a device that changes its certificate has two for a while. */
function oneOrTwo(what: string) {
  const one = pemFile(what);
  const rule = {
    must: `be ${what}, or a list of one or two`,
    remedy: "A device that changes its certificate has two for a while; take the old one out afterwards.",
    hidden: true,
  };
  return z.union([one, z.array(one).min(1).max(2)], { error: packRule(rule) });
}

const groupName = z.string({
  error: packRule({
    must: "name a group of the configuration",
    remedy: 'Write it like "sensors", a group with {thingName} in it.',
  }),
});

/** Pattern of an authority's name in the configuration. */
export const AUTHORITY_NAME = /^[A-Za-z][\w-]{0,31}$/;

const authorityName = z.string().regex(AUTHORITY_NAME, {
  error: packRule({
    must: "be named with 1 to 32 of A-Z a-z 0-9 _ -, beginning with a letter",
    remedy: "Rename the authority.",
  }),
});

/** What just-in-time provisioning creates from a device's certificate. */
const provisionSchema = z.strictObject({
  /**
   * Group that its devices belong to: one with `{thingName}`. The thing is named after the certificate's common name.
   * @example "sensors"
   */
  group: groupName,
  /**
   * Thing type of its things: a name, or one field of the certificate as `{organizationalUnit}`. A type that is not in `thingTypes` must already
   * exist.
   * @default - none
   * @example "thermometer"
   */
  type: fieldOrName("thing type").optional(),
  /**
   * Attributes of its things, by name: texts, or one field of the certificate each. The fields are `{country}`, `{organization}`,
   * `{organizationalUnit}`, `{distinguishedNameQualifier}`, `{stateName}`, `{commonName}` and `{serialNumber}`.
   * @default {}
   * @example { serial: "{serialNumber}", plant: "berlin" }
   */
  attributes: attributes(withField(ATTRIBUTE_VALUE, "be at most 800 of A-Z a-z 0-9 _ . , @ / : # = [ ] -")).default({}),
  /**
   * Thing groups that its things are added to: names, or one field of the certificate each. Groups that are not in `thingGroups` must already
   * exist.
   * @default []
   * @example ["{organizationalUnit}"]
   */
  thingGroups: namesOf(fieldOrName("thing group")).default([]),
  /**
   * Certificate of an example device, as PEM text or a file. If it lacks a field that provisioning needs, the configuration is refused, instead of
   * every device at its first connection.
   * @default - nothing is checked
   * @example "certificates/sample-device.pem"
   */
  sampleCertificate: pemFile("a device's certificate").optional(),
});

/** A certificate authority whose devices may connect to AWS IoT Core. */
const authoritySchema = z.strictObject({
  /**
   * The authority's certificate, as PEM text or a file. Its private key is not needed.
   * @example "certificates/factory-ca.pem"
   */
  certificate: pemFile("a CA's certificate"),
  /**
   * `SNI_ONLY`: no proof of the CA's key is needed, and several accounts may register the CA. `DEFAULT`: one account a Region, with a
   * verification certificate.
   * @default "SNI_ONLY" (AWS recommends it; devices have to send SNI, which all current ones do)
   * @with verificationCertificate
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/manage-your-CA-certs.html
   */
  mode: oneOf(
    ["SNI_ONLY", "DEFAULT"],
    'SNI_ONLY suits all but a CA that was registered with "DEFAULT" before.',
  ).default("SNI_ONLY"),
  /**
   * With mode `DEFAULT`: a certificate for the account's registration code, signed by the CA, as PEM text or a file.
   * @default - none
   * @example "certificates/factory-ca.verification.pem"
   * @with mode
   */
  verificationCertificate: pemFile("a verification certificate").optional(),
  /**
   * Whether new certificates of the CA can be registered. Certificates that are registered already stay valid.
   * @default true
   */
  active: flag("false stops new registrations.").default(true),
  /**
   * Whether AWS registers a certificate of the CA when a device first connects with it.
   * @default - true with `provision`, false without
   */
  autoRegistration: flag("true registers devices when they first connect.").optional(),
  /**
   * Just-in-time provisioning: what AWS creates for a device when it first connects. AWS always drops that first connection.
   * @default - devices of the CA have to be in `things`
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html
   */
  provision: provisionSchema.optional(),
});

/** A device with a certificate, by the thing's name. */
const thingSchema = z.strictObject({
  /**
   * Group that the device belongs to: one with `{thingName}`.
   * @example "sensors"
   * @with csr
   */
  group: groupName,
  /**
   * Its certificate, signed by one of the `authorities`: PEM text or a file, or a list of two while it changes. If the authority has `provision`,
   * do not just remove a certificate: AWS would provision it again when a device connects with it. Move it to `retired`.
   * @default - AWS signs the `csr`
   * @example "certificates/sensor-1.pem"
   */
  certificate: oneOrTwo("a device's certificate").optional(),
  /**
   * Its certificate signing request, which AWS signs: PEM text or a file, or a list of two while it changes. The key stays on the device.
   * @default - it has a `certificate`
   * @example "certificates/sensor-1.csr"
   */
  csr: oneOrTwo("a certificate signing request").optional(),
  /**
   * Its former certificates: PEM text or a file, or a list. They stay registered as INACTIVE, without thing and policy, so that an authority with
   * `provision` does not provision them again. They can be removed once they have expired.
   * @default []
   * @example ["certificates/sensor-1-2026.pem"]
   * @with csr
   */
  retired: oneOrMore("a device's certificate").default([]),
  /**
   * Whether the device can connect with its certificates.
   * @default true
   * @with csr
   */
  active: flag("false refuses the device without removing it.").default(true),
  /**
   * Its thing type. A type that is not in `thingTypes` must already exist.
   * @default - none
   * @example "thermometer"
   * @with csr
   */
  type: awsName("thing type").optional(),
  /**
   * Attributes, by name: at most 3 without a type, 50 with one.
   * @default {}
   * @example { plant: "berlin" }
   * @with csr
   */
  attributes: attributes(literalValue).default({}),
  /**
   * Thing groups that it is in, 10 at most. Groups that are not in `thingGroups` must already exist.
   * @default []
   * @example ["berlin"]
   * @with csr
   */
  thingGroups: namesOf(awsName("thing group")).default([]),
});

/** Devices that log in with certificates, beside users with passwords: authorities, things, and just-in-time provisioning. */
export const certificatesSchema = z.strictObject({
  /**
   * Certificate authorities, by names that you choose.
   * @default {}
   * @example { factory: { certificate: "certificates/factory-ca.pem", provision: { group: "sensors" } } }
   */
  authorities: z.record(authorityName, authoritySchema).default({}),
  /**
   * Devices, by thing name: 1 to 128 of `A-Z a-z 0-9 : _ -`. The thing's name is the device's MQTT client id.
   * Terraform is slow with more than about 100 things; use `provision` for these.
   * @default {}
   * @example { "sensor-1": { group: "sensors", csr: "certificates/sensor-1.csr" } }
   */
  things: z
    .record(
      z.string().regex(AWS_NAME, {
        error: packRule({
          must: "be a thing's name: 1 to 128 of A-Z a-z 0-9 : _ -",
          remedy: "AWS IoT Core accepts no dot, no slash and no space there; write - in their place.",
        }),
      }),
      thingSchema,
    )
    .default({}),
  /**
   * Thing types that this stack creates, by name. AWS deletes a type only 5 minutes after it was deprecated, so a destroy takes that long. AWS does
   * not delete a type that a thing has: a destroy removes it from devices that just-in-time provisioning created. Before you remove a type from a
   * stack that stays, give these devices another type.
   * @default {}
   * @example { thermometer: { description: "Measures the air" } }
   */
  thingTypes: z
    .record(
      awsName("thing type"),
      z.strictObject({
        /**
         * Description of the type.
         * @default - none
         * @example "Measures the air"
         */
        description: z
          .string()
          .max(2028, { error: packRule({ must: "be at most 2028 characters", remedy: "Shorten it." }) })
          .optional(),
        /**
         * Attributes to search for, 3 at most.
         * @default []
         * @example ["plant"]
         */
        searchableAttributes: z
          .array(z.string().regex(ATTRIBUTE_NAME))
          .max(3, { error: packRule({ must: "name at most 3 attributes", remedy: "AWS accepts no more." }) })
          .default([]),
      }),
    )
    .default({}),
  /**
   * Thing groups that this stack creates, by name.
   * @default {}
   * @example { berlin: {}, "berlin-roof": { parent: "berlin" } }
   */
  thingGroups: z
    .record(
      awsName("thing group"),
      z.strictObject({
        /**
         * Its parent group. A group that is not in `thingGroups` must already exist.
         * @default - none
         * @example "berlin"
         */
        parent: awsName("thing group").optional(),
        /**
         * Description of the group.
         * @default - none
         * @example "Everything in Berlin"
         */
        description: z
          .string()
          .max(2028, { error: packRule({ must: "be at most 2028 characters", remedy: "Shorten it." }) })
          .optional(),
      }),
    )
    .default({}),
  /**
   * What a destroy does with certificates that have a policy of this stack and are not in `things`, which are those from just-in-time
   * provisioning: `detach` detaches the policy, `deactivate` also sets them INACTIVE. A type in `thingTypes` is removed from their things. Nothing
   * is deleted.
   * @default "detach"
   */
  onDestroy: oneOf(
    ["detach", "deactivate"],
    "detach detaches the policy; deactivate refuses the device as well.",
  ).default("detach"),
});

/** The `certificates` of a configuration, with defaults filled in. */
export type CertificatesSettings = z.output<typeof certificatesSchema>;
/** A certificate authority in `certificates`, with defaults filled in. */
export type AuthoritySettings = z.output<typeof authoritySchema>;
/** Settings of just-in-time provisioning, with defaults filled in. */
export type ProvisionSettings = z.output<typeof provisionSchema>;
/** A thing in `certificates`, with defaults filled in. */
export type ThingSettings = z.output<typeof thingSchema>;
