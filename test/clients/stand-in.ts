import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "../../config";
import { resolveConfig } from "../../config/resolve";
import { hashGeneratedSecret } from "../../identity/users/secret";
import { loadStack } from "../../infra/load-stack";
import { packageFunction } from "../../infra/packaging/package-function";
import { HANDLER } from "../../lambda/contract";
import { type LocalEvent, type LocalIotCore, type LocalIotCoreOptions, startLocalIotCore } from "../../local";
import { EventRecorder } from "./event-recorder";
import { CAMERA, PASSWORD, PRINTER, SEED } from "./users";

const PROJECT = join(__dirname, "../..");

/** A stand-in with a stack in place: the zip that would be deployed, made from a configuration with a few users. */
export interface StandIn {
  readonly core: LocalIotCore;
  readonly port: string;
  readonly caFile: string;
  /** A folder that is removed at the end. */
  readonly folder: string;
  readonly events: readonly LocalEvent[];
  /** The first event, past or to come, that passes. */
  seen(passes: (event: LocalEvent) => boolean): Promise<LocalEvent>;
  close(): Promise<void>;
}

/** Starts one. */
export async function startStandIn(options: Partial<LocalIotCoreOptions> = {}): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), "iot-auth-clients-"));
  const zip = await builtZip(folder);
  const { events, seen, listen } = new EventRecorder();
  const core = await startLocalIotCore({
    certificatesFolder: join(folder, "certificates"),
    onEvent: listen,
    ...options,
  });
  core.load({
    stackName: "clients",
    function: { zip, handler: HANDLER, memorySize: 256, timeout: 5 },
    authorizer: { name: "clients", signingDisabled: true },
    setAsDefault: true,
  });
  return {
    core,
    port: String(core.port),
    caFile: core.certificates.caFile,
    folder,
    events,
    seen,
    close: async () => {
      await core.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The zip that `cdktf deploy` would upload. */
export async function builtZip(folder: string, users: readonly string[] = [PRINTER, CAMERA, SEED]): Promise<Buffer> {
  const [stack] = resolveConfig(
    defineConfig({
      name: "clients",
      region: "us-east-1",
      groups: {
        things: {
          clientIds: ["{username}", "{username}-*"],
          publish: ["telemetry/{username}/#", "telemetry/{username}"],
          subscribe: ["telemetry/#", "commands/{username}/#"],
        },
      },
    }),
  );
  if (stack === undefined) throw new Error("the configuration holds no stack");
  await writeFile(join(folder, "users.json"), JSON.stringify({ users: [] }));
  const loaded = await loadStack(
    stack,
    folder,
    users.map((name) => ({ name, group: "things", secrets: [hashGeneratedSecret(PASSWORD)] })),
  );
  return (await packageFunction(PROJECT, join(folder, "cache"), loaded.packageInput)).zip;
}
