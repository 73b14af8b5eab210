import { basename } from "node:path";
import type { ThingSettings } from "../../config/certificates";
import { ConfigurationError } from "../../config/problem";
import { javaScriptString } from "../../config/text";
import type { Project } from "../project";
import {
  type CertificateEntries,
  type CertificateEntry,
  certificateLines,
  knownPlaces,
  placeOfLines,
} from "./config-lines";
import { chooseThingGroup } from "./thing-groups";

/** A file that the configuration names for a thing, relative to the configuration's folder. */
type ThingFile = { readonly csr: string } | { readonly certificate: string };

/** What to change in the configuration for a thing. */
export interface ThingLines {
  /** Lines to paste; empty if the configuration has them already. */
  readonly configuration: string;
  /** What to do with the lines. */
  readonly notes: readonly string[];
}

/** The thing of the configuration, from the first stage that has it. */
export function configuredThing({ stacks }: Pick<Project, "stacks">, name: string): ThingSettings | undefined {
  const found = stacks.map(({ settings: { certificates } }) =>
    certificates && Object.hasOwn(certificates.things, name) ? certificates.things[name] : undefined,
  );
  return found.find((thing) => thing !== undefined);
}

/**
 * The change that adds a thing's file to the configuration: a new entry, or one more file of a thing that changes its
 * certificate.
 * @param asked `--group`
 * @param authority A CA that the configuration lacks, to add as well
 * @throws {ConfigurationError} if the group cannot be chosen, or the thing has two certificates already
 */
export function thingLines(
  project: Pick<Project, "stacks" | "configFile">,
  name: string,
  file: ThingFile,
  asked: string | undefined,
  authority?: CertificateEntry,
): ThingLines {
  const thing = configuredThing(project, name);
  if (thing !== undefined && authority === undefined) return change(project, name, file, thing);
  const group = chooseThingGroup(project.stacks, asked);
  const [[kind, path] = []] = Object.entries(file);
  const known = knownPlaces(project);
  const entries: CertificateEntries = {
    ...(authority ? { authorities: authority } : {}),
    ...(thing === undefined
      ? {
          things: {
            name,
            settings: { group: javaScriptString(group.name), [kind ?? ""]: javaScriptString(path ?? "") },
          },
        }
      : {}),
  };
  const place = placeOfLines(known, entries, basename(project.configFile));
  return {
    configuration: certificateLines(known, entries),
    notes: [
      `Merge the lines into ${place}.`,
      ...(group.line === undefined
        ? []
        : [
            `The configuration has no group of devices with certificates yet. Add a line like this to groups: ${group.line}`,
          ]),
    ],
  };
}

/** The change that adds another file to a thing that the configuration has. */
function change(
  { configFile }: Pick<Project, "configFile">,
  name: string,
  file: ThingFile,
  thing: ThingSettings,
): ThingLines {
  const [csr, certificate] = [[thing.csr ?? []].flat(), [thing.certificate ?? []].flat()];
  const place = `certificates.things${/^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${javaScriptString(name)}]`}`;
  const [setting, had, added] =
    "csr" in file ? (["csr", csr, file.csr] as const) : (["certificate", certificate, file.certificate] as const);
  if (had.includes(added)) return { configuration: "", notes: [`${basename(configFile)} names ${added} already.`] };
  const request = added.replace(/\.pem$/, ".csr");
  const signedHere = "certificate" in file && csr.includes(request);
  const others = csr.length + certificate.length - (signedHere ? 1 : 0);
  if (others > 1) {
    const remedy =
      "A device has two certificates only while it changes from one to the other; remove the old one first.";
    throw new ConfigurationError([{ path: place, must: "have room for another certificate", got: others, remedy }]);
  }
  const list = [...had, added].map(javaScriptString);
  const after = certificate.length > 0 ? "move the old one into retired" : "remove the old one";
  const old = others === 0 ? "" : ` The device then has two certificates. When it uses the new one, ${after}.`;
  return {
    configuration: `${setting}: ${list.length === 1 ? list[0] : `[${list.join(", ")}]`},`,
    notes: [
      signedHere
        ? `Add the line to ${place} of ${basename(configFile)}. Remove ${request} from csr there: AWS would sign the same key again.`
        : `Add the line to ${place} of ${basename(configFile)}, in place of ${setting} there.${old}`,
    ],
  };
}
