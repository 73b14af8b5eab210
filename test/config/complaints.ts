import { ConfigurationError } from "../../config/problem";
import { resolveConfig } from "../../config/stages/resolve-config";

/** The smallest valid configuration. */
export const MINIMAL = {
  name: "cloudprnt",
  region: "us-east-1",
  groups: { printers: { clientIds: ["{username}"] } },
} as const;

/** Returns the messages about a configuration; empty if it is valid. */
export function complaints(config: unknown): string[] {
  try {
    resolveConfig(config);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.message.split("\n")).toHaveLength(error.problems.length);
    return error.message.split("\n");
  }
}

/** Returns the messages about the smallest configuration with some settings added or replaced. */
export function complaintsAbout(settings: object): string[] {
  return complaints({ ...MINIMAL, ...settings });
}
