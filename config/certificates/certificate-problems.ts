import type { Problem } from "../problem";
import { isObject } from "../stages/merge-settings";
import { didYouMean } from "../text/nearest-name";
import {
  type CertificatesSettings,
  certificatesSchema,
  type ProvisionSettings,
  type ThingSettings,
} from "./certificates-schema";
import { TEMPLATE_CHARACTERS, templateBody } from "./provisioning-template";
import { isThingGroup } from "./thing-group";
import { MOST_LEVELS, thingGroupLevels, thingGroupRoot } from "./thing-group-levels";

/**
 * Returns the problems of `certificates` within itself and together with the groups that can be found without reading a file. The schema reports
 * what it refuses.
 */
export function certificateProblems({ certificates, groups }: Record<string, unknown>): readonly Problem[] {
  const { data: settings } = certificatesSchema.safeParse(certificates);
  if (settings === undefined || !isObject(groups)) return [];
  return [
    ...Object.entries(settings.authorities).flatMap(([name, { mode, verificationCertificate, ...authority }]) => {
      const path = `certificates.authorities.${name}`;
      const provision = authority.provision;
      return [
        ...verificationProblems(path, mode, verificationCertificate),
        ...(provision ? groupProblems(`${path}.provision.group`, provision.group, groups) : []),
        ...(provision ? provisionProblems(`${path}.provision`, provision) : []),
        ...(provision
          ? hierarchyProblems(`${path}.provision.thingGroups`, provision.thingGroups, settings.thingGroups)
          : []),
        ...(provision && authority.autoRegistration === false
          ? [
              {
                path: `${path}.autoRegistration`,
                must: "be true or left out together with provision",
                got: false,
                remedy: "Just-in-time provisioning begins with the registration of the certificate.",
              },
            ]
          : []),
      ];
    }),
    ...levelProblems(settings.thingGroups),
    ...Object.entries(settings.things).flatMap(([name, thing]) => {
      const path = `certificates.things.${name}`;
      return [
        ...groupProblems(`${path}.group`, thing.group, groups),
        ...attributeProblems(`${path}.attributes`, thing),
        ...hierarchyProblems(`${path}.thingGroups`, thing.thingGroups, settings.thingGroups),
        ...sourceProblems(path, thing, Object.keys(settings.authorities).length > 0),
      ];
    }),
  ];
}

function levelProblems(groups: CertificatesSettings["thingGroups"]): readonly Problem[] {
  const levels = thingGroupLevels(groups);
  const placed = new Set(levels.slice(0, MOST_LEVELS).flat());
  return Object.keys(groups)
    .filter((name) => !placed.has(name))
    .map((name) => ({
      path: `certificates.thingGroups.${name}.parent`,
      must: `lead to a group without a parent in at most ${MOST_LEVELS} steps`,
      got: groups[name]?.parent,
      remedy: `AWS accepts ${MOST_LEVELS} levels and no group inside itself.`,
    }));
}

/**
 * Returns the problems of a list of thing groups: AWS allows a thing in only one group of a hierarchy.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-groups.html
 */
function hierarchyProblems(
  path: string,
  wanted: readonly string[],
  groups: CertificatesSettings["thingGroups"],
): readonly Problem[] {
  const byRoot = new Map<string, string>();
  return [...new Set(wanted)].flatMap((name) => {
    const root = thingGroupRoot(groups, name);
    const other = byRoot.get(root);
    byRoot.set(root, other ?? name);
    if (other === undefined) return [];
    const remedy = `${JSON.stringify(other)} is in the same hierarchy. Name the lower one of the two: its things count as things of the groups above it.`;
    return [{ path, must: "name at most one group of a hierarchy", got: name, remedy }];
  });
}

function verificationProblems(path: string, mode: string, certificate: string | undefined): readonly Problem[] {
  const place = `${path}.verificationCertificate`;
  if (mode === "DEFAULT" && certificate === undefined) {
    return [
      {
        path: place,
        must: 'be given with mode "DEFAULT"',
        remedy: 'It proves that you hold the CA\'s key. Leave mode out for "SNI_ONLY", which needs none.',
      },
    ];
  }
  if (mode === "DEFAULT" || certificate === undefined) return [];
  return [
    {
      path: place,
      must: 'go together with mode "DEFAULT"',
      got: mode,
      remedy: 'AWS accepts none with "SNI_ONLY"; leave it out.',
    },
  ];
}

/** Returns the problem of a name that is not a group with `{thingName}`. */
function groupProblems(path: string, group: string, groups: Record<string, unknown>): readonly Problem[] {
  const known = Object.entries(groups).filter(([, rules]) => isObject(rules) && isThingGroup(rules));
  const names = known.map(([name]) => name);
  if (names.includes(group)) return [];
  const exists = Object.hasOwn(groups, group);
  return [
    {
      path,
      must: exists ? "be a group with {thingName} in its rules" : "be a group of the configuration",
      got: group,
      remedy: exists
        ? `Groups of users have {username}, groups of devices with certificates {thingName}: clientIds: ["{thingName}"].`
        : didYouMean(group, names),
    },
  ];
}

/** Returns the problem of too many attributes. @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
function attributeProblems(
  path: string,
  { type, attributes }: Pick<ThingSettings, "type" | "attributes">,
): readonly Problem[] {
  const [most, count] = [type === undefined ? 3 : 50, Object.keys(attributes).length];
  if (count <= most) return [];
  const remedy = type === undefined ? "Give it a type: then there may be 50." : "AWS accepts no more.";
  return [{ path, must: `hold at most ${most} attributes`, got: count, remedy }];
}

function sourceProblems(
  path: string,
  { certificate, csr }: Pick<ThingSettings, "certificate" | "csr">,
  hasAuthorities: boolean,
): readonly Problem[] {
  const count = [certificate, csr].flat().filter((one) => one !== undefined).length;
  if (count === 0) {
    const remedy =
      "A device without either cannot connect. On the device: openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout NAME.key -out NAME.csr -subj /CN=NAME";
    return [{ path, must: "have a certificate or a csr", remedy }];
  }
  if (count > 2) {
    const remedy = "A device that changes its certificate has two for a while; take the old one out.";
    return [{ path, must: "have at most two certificates and requests together", got: count, remedy }];
  }
  if (certificate === undefined || hasAuthorities) return [];
  return [
    {
      path: `${path}.certificate`,
      must: "be signed by one of certificates.authorities",
      remedy: "There is none: name the CA there, or give the device a csr, which AWS signs.",
    },
  ];
}

function provisionProblems(path: string, provision: ProvisionSettings): readonly Problem[] {
  const { type, attributes } = provision;
  const body = templateBody(provision, "x".repeat(128)).length;
  return [
    ...attributeProblems(`${path}.attributes`, { type, attributes }),
    ...(body <= TEMPLATE_CHARACTERS
      ? []
      : [
          {
            path,
            must: `make a template of at most ${TEMPLATE_CHARACTERS} characters`,
            got: body,
            remedy: "AWS accepts no longer template; leave attributes out.",
          },
        ]),
  ];
}
