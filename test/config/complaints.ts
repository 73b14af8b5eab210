import { ConfigurationError } from "../../config/problem";
import { resolveConfig } from "../../config/stages/resolve-config";

/** The least that a configuration can be. */
export const MINIMAL = {
  name: "cloudprnt",
  region: "us-east-1",
  groups: { printers: { clientIds: ["{username}"] } },
} as const;

/** What is wrong with a configuration, one message each; none if it is fine. */
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

/** What is wrong with the smallest configuration when some settings are added or replaced. */
export function complaintsAbout(settings: object): string[] {
  return complaints({ ...MINIMAL, ...settings });
}
