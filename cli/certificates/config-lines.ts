import { javaScriptString } from "../../config/text";
import type { Project } from "../project";

type Section = "authorities" | "things";

/** Which of the places that lines are merged into a configuration has already. */
export type KnownPlaces = ReadonlySet<Section | "certificates">;

/** An entry of `certificates.authorities` or `certificates.things`: values as JavaScript. */
export interface CertificateEntry {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** What is to be added to `certificates`, by section. */
export type CertificateEntries = Readonly<Partial<Record<Section, CertificateEntry>>>;

/** What a configuration has of `certificates`, in any of its stages. */
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
 * Lines to paste into the configuration, with as much around them as the configuration lacks.
 * @example certificateLines(new Set(), { authorities: { name: "factory", settings: { certificate: '"certificates/factory.pem"' } } })
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
 * Where the lines of {@link certificateLines} are merged into: `certificates.things of iot-auth.config.ts`.
 * @param file Name of the configuration's file
 */
export function placeOfLines(known: KnownPlaces, entries: CertificateEntries, file: string): string {
  if (!known.has("certificates")) return `the settings in ${file}`;
  const sections = sectionsOf(entries);
  return `${isPlain(known, sections) ? `certificates.${sections[0]?.[0]}` : "certificates"} of ${file}`;
}

const sectionsOf = (entries: CertificateEntries) => Object.entries(entries) as [Section, CertificateEntry][];

/** Whether the entry alone is enough: there is one, and what it goes into is there. */
function isPlain(known: KnownPlaces, sections: readonly [Section, CertificateEntry][]): boolean {
  return sections.length === 1 && sections.every(([section]) => known.has(section));
}
