import { javaScriptString } from "../../config/text/quote";

/**
 * Lines to put into `certificates` of the configuration.
 * @param section Where the entry belongs, and whether it is there already
 * @param settings Values as JavaScript
 * @example certificateLines("authorities", false, "factory", { certificate: '"certificates/factory.pem"' })
 */
export function certificateLines(
  section: "authorities" | "things",
  isThere: boolean,
  name: string,
  settings: Readonly<Record<string, string>>,
): string {
  const values = Object.entries(settings).map(([key, value]) => `${key}: ${value}`);
  const entry = `${javaScriptString(name)}: { ${values.join(", ")} },`;
  if (isThere) return entry;
  return ["certificates: {", `  ${section}: {`, `    ${entry}`, "  },", "},"].join("\n");
}

/** Where the lines of {@link certificateLines} are merged into. */
export const certificateSection = (section: "authorities" | "things", isThere: boolean): string =>
  isThere
    ? `certificates.${section}`
    : "the configuration's certificates, which begin with these lines if there are none";
