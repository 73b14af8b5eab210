import { AWS_NAME } from "../../config/certificates";
import { ConfigurationError, type Problem } from "../../config/problem";
import type { GroupSettings, ResolvedStack } from "../../config/schema";
import { didYouMean } from "../../config/text";
import { parseCertificate, readPem } from "../../identity/certificates";

/** The group of a device with a certificate. The device's name takes the place of a user's name in the group's rules. */
export interface KnownThing {
  readonly groupName: string;
  readonly group: GroupSettings;
  /** Why its connections are refused, and what to know before the first one, as sentences. */
  readonly remarks: readonly string[];
}

/** The options that name a device, as typed. */
export interface AskedThing {
  readonly thing: string;
  /** The CA that provisions the device just in time. */
  readonly authority?: string;
}

/**
 * Finds the group of a device: a thing in `certificates.things`, or with `--authority` a device that a CA in `certificates.authorities`
 * provisions just in time, whose name is not in the configuration.
 * @param folder Folder of the configuration file; paths in the configuration are relative to it
 * @throws {ConfigurationError} if there is no such thing or CA, or if the CA does not provision devices
 */
export async function findKnownThing(
  { thing, authority }: AskedThing,
  stack: ResolvedStack,
  folder: string,
  now: Date,
): Promise<KnownThing> {
  return authority === undefined
    ? namedThing(thing, stack, folder, now)
    : provisionedThing(thing, authority, stack, folder, now);
}

async function namedThing(thing: string, stack: ResolvedStack, folder: string, now: Date): Promise<KnownThing> {
  const { things = {} } = stack.settings.certificates ?? {};
  const found = Object.hasOwn(things, thing) ? things[thing] : undefined;
  if (found === undefined) {
    const provisioning = provisioningAuthorities(stack);
    const others =
      provisioning.length === 0
        ? ""
        : ` For a device that a CA provisions just in time, name the CA too: ${provisioning.map((name) => `--authority ${name}`).join(" or ")}.`;
    const remedy = `${didYouMean(thing, Object.keys(things))}${others}`;
    return refuse({ path: "--thing", must: "name a thing of certificates.things", got: thing, remedy });
  }
  const certificates = [found.certificate ?? []].flat();
  const dates = await Promise.all(certificates.map((value) => outOfDate(value, folder, now)));
  // One valid certificate of two is enough to connect.
  const bad = dates.every((date) => date !== undefined) ? dates : [];
  return {
    ...rulesOf(stack, found.group),
    remarks: [
      ...(found.active
        ? []
        : [`${thing} is inactive (certificates.things.${thing}.active is false): every connection is refused.`]),
      ...bad.map((date) => `The certificate of ${thing} ${date}: every connection is refused.`),
    ],
  };
}

async function provisionedThing(
  thing: string,
  authority: string,
  stack: ResolvedStack,
  folder: string,
  now: Date,
): Promise<KnownThing> {
  const { things = {}, authorities = {} } = stack.settings.certificates ?? {};
  if (Object.hasOwn(things, thing)) {
    const remedy = `${thing} is in certificates.things, with its group and its certificate.`;
    return refuse({
      path: "--authority",
      must: "be left out for a thing of certificates.things",
      got: authority,
      remedy,
    });
  }
  const found = Object.hasOwn(authorities, authority) ? authorities[authority] : undefined;
  if (found === undefined) {
    const remedy = didYouMean(authority, Object.keys(authorities));
    return refuse({ path: "--authority", must: "name a CA of certificates.authorities", got: authority, remedy });
  }
  if (found.provision === undefined) {
    const setting = `certificates.authorities.${authority}.provision`;
    const remedy = `Without ${setting} its devices have to be in certificates.things: add ${thing} there, or set ${setting}.group.`;
    return refuse({
      path: "--authority",
      must: "be a CA that provisions devices just in time",
      got: authority,
      remedy,
    });
  }
  if (!AWS_NAME.test(thing)) {
    const remedy =
      "Provisioning names the thing after the certificate's common name, and AWS IoT Core accepts no other characters there.";
    return refuse({ path: "--thing", must: "be a thing's name: 1 to 128 of A-Z a-z 0-9 : _ -", got: thing, remedy });
  }
  const date = await outOfDate(found.certificate, folder, now);
  return {
    ...rulesOf(stack, found.provision.group),
    remarks: [
      `CA ${authority} provisions ${thing} just in time: the common name of its certificate has to be ${thing}.`,
      "AWS IoT Core drops the very first connection of such a device: it has to try again.",
      ...(found.active
        ? []
        : [
            `CA ${authority} is inactive (certificates.authorities.${authority}.active is false): devices that are not registered yet are refused.`,
          ]),
      ...(date === undefined
        ? []
        : [`The certificate of CA ${authority} ${date}: AWS IoT Core registers no devices of it.`]),
    ],
  };
}

/** Returns the names of the CAs that provision devices just in time. */
function provisioningAuthorities({ settings }: ResolvedStack): readonly string[] {
  return Object.entries(settings.certificates?.authorities ?? {}).flatMap(([name, { provision }]) =>
    provision === undefined ? [] : [name],
  );
}

/** Returns why a certificate is not valid today, as the words after "the certificate". Synthesis reports a certificate that cannot be read. */
async function outOfDate(value: string, folder: string, now: Date): Promise<string | undefined> {
  const reading = await readPem("", value, "CERTIFICATE", folder);
  const x509 = reading.ok ? parseCertificate(reading.block) : undefined;
  if (x509 === undefined) return undefined;
  const [from, until] = [new Date(x509.validFrom), new Date(x509.validTo)];
  if (until < now) return `expired on ${until.toISOString().slice(0, 10)}`;
  return from > now ? `is not valid before ${from.toISOString().replace(".000", "")}` : undefined;
}

function rulesOf({ settings }: ResolvedStack, groupName: string): { groupName: string; group: GroupSettings } {
  const group = settings.groups[groupName];
  if (group === undefined) throw new Error(`there is no group ${groupName}, which the configuration was checked for`);
  return { groupName, group: asUsers(group) };
}

/** Returns a group of devices with certificates as if it were one of users: `{username}` in place of `{thingName}` in its rules. */
export function asUsers(group: GroupSettings): GroupSettings {
  const named = (rules: readonly string[]) => rules.map((rule) => rule.replaceAll("{thingName}", "{username}"));
  const { clientIds, publish, subscribe, retain } = group;
  return {
    ...group,
    clientIds: named(clientIds),
    publish: named(publish),
    subscribe: named(subscribe),
    retain: named(retain),
  };
}

function refuse(problem: Problem): never {
  throw new ConfigurationError([problem]);
}
