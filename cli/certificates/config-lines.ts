import { javaScriptString } from "../../config/text";
import type { Project } from "../project";

type Section = "authorities" | "things";

/** The sections that a configuration has already, of those that lines are merged into. */
export type KnownPlaces = ReadonlySet<Section | "certificates">;

/** An entry of `certificates.authorities` or `certificates.things`: values as JavaScript. */
export interface CertificateEntry {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** The entry to add to each section of `certificates`. */
export type CertificateEntries = Readonly<Partial<Record<Section, CertificateEntry>>>;

/** Finds the sections of `certificates` that have entries in any stage of a configuration. */
export function knownPlaces({ stacks }: Pick<Project, "stacks">): KnownPlaces {
  const known = new Set<Section | "certificates">();
  for (const { settings } of stacks) {
    if (settings.certificates === undefined) continue;
    known.add("certificates");
    for (const section of ["authorities", "things"] as const)
      if (Object.keys(settings.certificates[section]).length > 0) known.add(section);
  }
  return known;
}

/**
 * Lines to paste into the configuration, inside those enclosing sections that the configuration lacks.
 * @example
 * const settings = { certificate: '"certificates/factory.pem"' };
 * certificateLines(new Set(), { authorities: { name: "factory", settings } });
 */
export function certificateLines(known: KnownPlaces, entries: CertificateEntries): string {
  const sections = sectionsOf(entries);
  const blocks = sections.flatMap(([section, { name, settings }]) => {
    const values = Object.entries(settings).map(([key, value]) => `${key}: ${value}`);
    const entry = `${javaScriptString(name)}: { ${values.join(", ")} },`;
    return isPlain(known, sections) ? [entry] : [`${section}: {`, `  ${entry}`, "},"];
  });
  if (known.has("certificates")) return blocks.join("\n");
  return ["certificates: {", ...blocks.map((line) => `  ${line}`), "},"].join("\n");
}

/**
 * The place that the lines of {@link certificateLines} are merged into, such as `certificates.things of
 * iot-auth.config.ts`.
 * @param file Name of the configuration's file
 */
export function placeOfLines(known: KnownPlaces, entries: CertificateEntries, file: string): string {
  if (!known.has("certificates")) return `the settings in ${file}`;
  const sections = sectionsOf(entries);
  return `${isPlain(known, sections) ? `certificates.${sections[0]?.[0]}` : "certificates"} of ${file}`;
}

const sectionsOf = (entries: CertificateEntries) => Object.entries(entries) as [Section, CertificateEntry][];

/** Whether the lines need no enclosing section: there is only one entry, and the configuration has its section. */
function isPlain(known: KnownPlaces, sections: readonly [Section, CertificateEntry][]): boolean {
  return sections.length === 1 && sections.every(([section]) => known.has(section));
}
