import type { GroupInput } from "../schema/config-schema";
import { checkOptions } from "./check-options";

/**
 * A ready-made group for devices that send telemetry and receive commands under their own name: user name and client id are the same. They publish
 * to `telemetry/<name>/…` and subscribe to `commands/<name>/…`.
 * @example groups: { sensors: device() }
 */
export function device(...options: readonly never[]): GroupInput {
  checkOptions(options[0], [], "device");
  return {
    clientIds: ["{username}"],
    publish: ["telemetry/{username}/#"],
    subscribe: ["commands/{username}/#"],
  };
}
