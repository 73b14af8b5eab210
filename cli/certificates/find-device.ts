import type { X509Certificate } from "node:crypto";
import { groupsOf, type ThingSettings } from "../../config/certificates";
import { ConfigurationError, Described, type Problem } from "../../config/problem";
import type { ResolvedStack } from "../../config/schema";
import { didYouMean, iotAuth } from "../../config/text";
import { type PemKind, parseCertificate, readPem, subjectFields } from "../../identity/certificates";
import type { Project } from "../project";
import { configuredAuthorities, issuerOf } from "./configured-authority";
import { thingLines } from "./thing-lines";

/** The group and rules that the configuration gives a device with a certificate. */
export interface FoundDevice {
  readonly group: string;
  /** Rules of the thing's group, with the thing's name filled in. */
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  readonly provisionedJustInTime: boolean;
}

/**
 * Finds the group and rules of a device in the chosen stack, and refuses a certificate that AWS IoT Core would refuse.
 * @throws {ConfigurationError} if the device could not log in with it
 */
export async function findDevice(
  project: Project,
  name: string,
  certificate: X509Certificate,
  now: Date,
): Promise<FoundDevice> {
  const stack = project.stack();
  const problem = timeProblem("the certificate", certificate, now);
  if (problem) throw new ConfigurationError([problem]);
  const things = stack.settings.certificates?.things ?? {};
  const thing = Object.hasOwn(things, name) ? things[name] : undefined;
  const issuer = issuerOf(certificate, await configuredAuthorities([stack], project.configFolder));
  const isNamed = thing !== undefined && (await names(thing, certificate, project.configFolder));
  if (isNamed) return { ...rulesOf(stack, thing.group, name), provisionedJustInTime: false };
  const provision = issuer?.settings.provision;
  if (thing !== undefined || provision === undefined)
    throw new ConfigurationError([unknown(project, name, issuer?.name, thing !== undefined)]);
  const { commonName } = subjectFields({ pem: certificate.toString(), der: certificate.raw });
  if (commonName !== name) {
    const remedy = `CA ${issuer?.name} provisions its devices just in time, as things that have their common names.`;
    throw new ConfigurationError([
      {
        path: "NAME",
        must: "be the certificate's common name",
        got: name,
        remedy: `${remedy} ${didYouMean(name, commonName === undefined ? [] : [commonName])}`,
      },
    ]);
  }
  return { ...rulesOf(stack, provision.group, name), provisionedJustInTime: true };
}

/** Why a certificate is not valid at this time; `undefined` if it is. @param path How messages name the certificate */
export function timeProblem(path: string, { validFrom, validTo }: X509Certificate, now: Date): Problem | undefined {
  const [from, to] = [validFrom, validTo].map((text) => new Date(text));
  if (to && to < now) {
    const got = new Described(`expired on ${to.toISOString().slice(0, 10)}`);
    return { path, must: "not have expired", got, remedy: "AWS IoT Core refuses it: have a new certificate signed." };
  }
  if (from && from > now) {
    const got = new Described(`valid from ${from.toISOString()}`);
    return { path, must: "be valid already", got, remedy: "Check this computer's clock, and that of the CA." };
  }
  return undefined;
}

/**
 * The thing of a stack's configuration that names a certificate, or the request that the certificate was issued for.
 */
export async function findThing(
  { settings }: ResolvedStack,
  certificate: X509Certificate,
  folder: string,
): Promise<{ readonly name: string; readonly group: string } | undefined> {
  for (const [name, thing] of Object.entries(settings.certificates?.things ?? {}))
    if (await names(thing, certificate, folder)) return { name, group: thing.group };
  return undefined;
}

/** Files that a thing of the configuration names. */
type ThingFiles = Partial<Pick<ThingSettings, "certificate" | "csr" | "retired">>;

/** Whether a thing of the configuration names this certificate, or the request that the certificate was issued for. */
async function names(thing: ThingFiles, x509: X509Certificate, folder: string): Promise<boolean> {
  return (await certificatesOf(thing, folder))(x509) === "named";
}

/**
 * Returns a function that says whether a thing of the configuration names a certificate. Files that cannot be read are
 * skipped: the synthesis reports them.
 * @example (await certificatesOf(thing, configFolder))(certificate) // "named"
 */
export async function certificatesOf(
  { certificate, csr, retired }: ThingFiles,
  folder: string,
): Promise<(certificate: X509Certificate) => "named" | "retired" | "unknown"> {
  const blocks = async (values: string | readonly string[] = [], kind: PemKind) => {
    const readings = await Promise.all([values].flat().map((value) => readPem("", value, kind, folder)));
    return readings.flatMap((reading) => (reading.ok ? [reading.block] : []));
  };
  const prints = async (values: ThingFiles["certificate"]) =>
    (await blocks(values, "CERTIFICATE")).map((block) => parseCertificate(block)?.fingerprint256);
  const [named, old] = [await prints(certificate), await prints(retired)];
  const { requestKey } = await import("../../identity/certificates");
  const keys = (await blocks(csr, "CERTIFICATE REQUEST")).map(requestKey);
  return ({ fingerprint256, publicKey }) => {
    if (named.includes(fingerprint256) || keys.some((key) => key?.equals(publicKey))) return "named";
    return old.includes(fingerprint256) ? "retired" : "unknown";
  };
}

function unknown(project: Project, name: string, ca: string | undefined, isThing: boolean): Problem {
  const path = "the certificate";
  if (isThing) {
    const remedy =
      "Add it there, beside the certificate that the device has now, or give the files of that certificate with --as.";
    return { path, must: `be one of certificates.things.${name}`, got: new Described("another one"), remedy };
  }
  const { configuration } = thingLines(project, name, { certificate: `certificates/${name}.pem` }, undefined);
  const remedy = ca
    ? `CA ${ca} does not provision devices just in time, so add the thing to the configuration: ${configuration.replaceAll(/\s+/g, " ")}`
    : `No CA of the configuration has signed it. To see the CAs: ${iotAuth("ca", "show")}`;
  return { path, must: `be known to stack ${project.stack().stackName}`, got: new Described("an unknown one"), remedy };
}

function rulesOf({ settings }: ResolvedStack, group: string, name: string): Omit<FoundDevice, "provisionedJustInTime"> {
  const { publish = [], subscribe = [] } = groupsOf("things", settings.groups)[group] ?? {};
  const filled = (rules: readonly string[]) =>
    rules.map((rule) => rule.replaceAll("{thingName}", name).replaceAll("{clientId}", name));
  return { group, publish: filled(publish), subscribe: filled(subscribe) };
}
