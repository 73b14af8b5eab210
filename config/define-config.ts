import type { ConfigInput } from "./schema/config-schema";

/**
 * Types the configuration, so that an editor knows every setting. Checks nothing: that happens when it is used.
 * @example
 * export default defineConfig({
 *   name: "cloudprnt",
 *   region: "us-east-1",
 *   groups: { printers: cloudPrnt.printer() },
 * });
 */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
