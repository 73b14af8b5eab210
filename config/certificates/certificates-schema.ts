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

/** PEM text, or the path of a file with one. What the text is, is checked when the stack is loaded. */
function pemFile(what: string) {
  const rule = { must: `be ${what} in PEM form, or the path of a file with one`, remedy: PEM_PATH, hidden: true };
  return z.string({ error: packRule(rule) }).regex(/-----BEGIN|\.(pem|crt|cer|csr)$/, { error: packRule(rule) });
}

/** One of them, or a list. */
function oneOrMore(what: string) {
  const one = pemFile(what);
  const rule = { must: `be ${what}, or a list of them`, remedy: PEM_PATH, hidden: true };
  return z.union([one, z.array(one).min(1)], { error: packRule(rule) });
}

/** One of them, or a list of at most two: a device that changes its certificate has two for a while. */
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

/** What an authority may be called in the configuration. */
export const AUTHORITY_NAME = /^[A-Za-z][\w-]{0,31}$/;

const authorityName = z.string().regex(AUTHORITY_NAME, {
  error: packRule({
    must: "be named with 1 to 32 of A-Z a-z 0-9 _ -, beginning with a letter",
    remedy: "Rename the authority.",
  }),
});

/** What just-in-time provisioning makes of a device's certificate. */
const provisionSchema = z.strictObject({
  /**
   * Group that its devices belong to: one with `{thingName}`. The thing takes the certificate's common name.
   * @example "sensors"
   */
  group: groupName,
  /**
   * Thing type of its things: a name, or one field of the certificate as `{organizationalUnit}`. A type that `thingTypes` does not make has
   * to exist.
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
   * Thing groups that its things get into: names, or one field of the certificate each. Groups that `thingGroups` does not make have to
   * exist.
   * @default []
   * @example ["{organizationalUnit}"]
   */
  thingGroups: namesOf(fieldOrName("thing group")).default([]),
  /**
   * A certificate such as the devices have, as PEM text or a file: what provisioning asks for and this one lacks is refused here, instead of
   * by AWS at every device's first connection.
   * @default - nothing is checked
   * @example "certificates/sample-device.pem"
   */
  sampleCertificate: pemFile("a device's certificate").optional(),
});

/** A certificate authority whose devices AWS IoT Core lets in. */
const authoritySchema = z.strictObject({
  /**
   * The authority's certificate, as PEM text or a file. Its key stays where it is.
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
   * Whether new certificates of the CA are taken. Those that are registered go on working.
   * @default true
   */
  active: flag("false stops new registrations.").default(true),
  /**
   * Whether AWS registers a certificate of the CA when a device first connects with it.
   * @default - true with `provision`, false without
   */
  autoRegistration: flag("true registers devices when they first connect.").optional(),
  /**
   * Just-in-time provisioning: what AWS makes of a device when it first connects. That first connection is always dropped.
   * @default - devices of the CA have to be in `things`
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/jit-provisioning.html
   */
  provision: provisionSchema.optional(),
});

/** A device with a certificate, by the thing's name. */
const thingSchema = z.strictObject({
  /**
   * Group that it belongs to: one with `{thingName}`.
   * @example "sensors"
   * @with csr
   */
  group: groupName,
  /**
   * Its certificate, signed by one of the `authorities`: PEM text or a file, or a list of two while it changes. One that is taken out comes
   * back where its authority has `provision`: AWS provisions it once more when a device connects with it. Move it to `retired`.
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
   * Certificates that it had: PEM text or a file, or a list. They stay registered, INACTIVE, with neither thing nor policy, so that an
   * authority with `provision` does not provision them once more. AWS needs them no more when they have expired.
   * @default []
   * @example ["certificates/sensor-1-2026.pem"]
   * @with csr
   */
  retired: oneOrMore("a device's certificate").default([]),
  /**
   * Whether its certificates let it in.
   * @default true
   * @with csr
   */
  active: flag("false refuses the device without removing it.").default(true),
  /**
   * Its thing type. One that `thingTypes` does not make has to exist.
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
   * Thing groups that it is in, 10 at most. Those that `thingGroups` does not make have to exist.
   * @default []
   * @example ["berlin"]
   * @with csr
   */
  thingGroups: namesOf(awsName("thing group")).default([]),
});

/** Certificates of devices, beside user names and passwords: authorities, things, and what AWS makes of new ones. */
export const certificatesSchema = z.strictObject({
  /**
   * Certificate authorities, by a name of yours.
   * @default {}
   * @example { factory: { certificate: "certificates/factory-ca.pem", provision: { group: "sensors" } } }
   */
  authorities: z.record(authorityName, authoritySchema).default({}),
  /**
   * Devices, by thing name: 1 to 128 of `A-Z a-z 0-9 : _ -`. The thing's name is the device's MQTT client id.
   * Terraform takes long for more than about 100; let `provision` make those.
   * @default {}
   * @example { "sensor-1": { group: "sensors", csr: "certificates/sensor-1.csr" } }
   */
  things: z
    .record(
      z.string().regex(AWS_NAME, {
        error: packRule({
          must: "be a thing's name: 1 to 128 of A-Z a-z 0-9 : _ -",
          remedy: "AWS IoT Core takes no dot, no slash and no space there; write - in their place.",
        }),
      }),
      thingSchema,
    )
    .default({}),
  /**
   * Thing types that this stack makes, by name. AWS deletes one only 5 minutes after it was deprecated, so a destroy takes that long. AWS
   * deletes none that a thing has: a destroy takes it off devices that just-in-time provisioning made. Before you take a type out of a stack
   * that stays, give those devices another one.
   * @default {}
   * @example { thermometer: { description: "Measures the air" } }
   */
  thingTypes: z
    .record(
      awsName("thing type"),
      z.strictObject({
        /**
         * What it is.
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
          .max(3, { error: packRule({ must: "name at most 3 attributes", remedy: "AWS takes no more." }) })
          .default([]),
      }),
    )
    .default({}),
  /**
   * Thing groups that this stack makes, by name.
   * @default {}
   * @example { berlin: {}, "berlin-roof": { parent: "berlin" } }
   */
  thingGroups: z
    .record(
      awsName("thing group"),
      z.strictObject({
        /**
         * The group that it is in. One that `thingGroups` does not make has to exist.
         * @default - none
         * @example "berlin"
         */
        parent: awsName("thing group").optional(),
        /**
         * What it is.
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
   * What a destroy does with certificates that carry a policy of this stack and are not in `things`, as just-in-time provisioning makes
   * them: `detach` takes the policy away, `deactivate` sets them INACTIVE as well. Their things lose a type of `thingTypes`. Nothing is
   * deleted.
   * @default "detach"
   */
  onDestroy: oneOf(
    ["detach", "deactivate"],
    "detach takes the policy away; deactivate refuses the device as well.",
  ).default("detach"),
});

/** The `certificates` of a configuration, with defaults filled in. */
export type CertificatesSettings = z.output<typeof certificatesSchema>;
/** One of its authorities. */
export type AuthoritySettings = z.output<typeof authoritySchema>;
/** What just-in-time provisioning makes of a device. */
export type ProvisionSettings = z.output<typeof provisionSchema>;
/** One of its things. */
export type ThingSettings = z.output<typeof thingSchema>;
