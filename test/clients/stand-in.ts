import { defineConfig } from "../../config";
import { hashGeneratedSecret } from "../../identity/users/secret";
import type { LocalIotCoreOptions } from "../../local";
import { deploymentOf, type StandIn, serveStack } from "../helpers/stand-in";
import { CAMERA, PASSWORD, PRINTER, SEED } from "./users";

const CONFIG = defineConfig({
  name: "clients",
  region: "us-east-1",
  authorizer: { setAsDefault: true },
  groups: {
    things: {
      clientIds: ["{username}", "{username}-*"],
      publish: ["telemetry/{username}/#", "telemetry/{username}"],
      subscribe: ["telemetry/#", "commands/{username}/#"],
    },
  },
});

/** Starts a stand-in with a stack and three users: with the zip that would be deployed. */
export function startStandIn(options: Partial<LocalIotCoreOptions> = {}): Promise<StandIn> {
  const users = [PRINTER, CAMERA, SEED].map((name) => ({
    name,
    group: "things",
    secrets: [hashGeneratedSecret(PASSWORD)],
  }));
  return serveStack((folder) => deploymentOf(CONFIG, users, folder), options);
}
