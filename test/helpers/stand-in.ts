import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { authorizerName } from "../../config/names/stack-names";
import { resolveConfig } from "../../config/stages/resolve-config";
import type { User } from "../../identity/users/users-schema";
import { packageFunction } from "../../infra/packaging/package-function";
import { loadStack } from "../../infra/synthesis/load-stack";
import { HANDLER } from "../../lambda/contract";
import { type LocalEvent, type LocalIotCore, type LocalIotCoreOptions, startLocalIotCore } from "../../local";
import type { Deployment } from "../../local/core/deployment";
import { EventRecorder } from "./event-recorder";
import { copyReadyCertificates, READY_MADE } from "./ready-made";

const PROJECT = resolve(__dirname, "../..");

/** A running stand-in, and the events that it has reported. */
export interface StandIn {
  readonly core: LocalIotCore;
  readonly port: string;
  readonly caFile: string;
  /** A folder that is removed at the end. */
  readonly folder: string;
  /** The events so far; empty if the options have another listener. */
  readonly events: readonly LocalEvent[];
  /** See `EventRecorder.seen`. */
  seen(passes: (event: LocalEvent) => boolean): Promise<LocalEvent>;
  close(): Promise<void>;
}

/** Starts a stand-in on free ports, in which nothing is deployed. */
export async function startEmpty(options: Partial<LocalIotCoreOptions> = {}): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), "iot-auth-stand-in-"));
  const { events, seen, listen } = new EventRecorder();
  const core = await startLocalIotCore({
    certificatesFolder: copyReadyCertificates(join(folder, "certificates")),
    onEvent: listen,
    ...options,
  });
  return {
    core,
    port: String(core.port),
    caFile: core.certificates.caFile,
    folder,
    events,
    seen,
    async close() {
      await core.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Starts a stand-in on free ports that serves a stack.
 * @param deploymentIn Makes the stack's deployment in the stand-in's folder
 * @example await serveStack((folder) => deploymentOf(config, users, folder))
 */
export async function serveStack(
  deploymentIn: (folder: string) => Promise<Deployment>,
  options: Partial<LocalIotCoreOptions> = {},
): Promise<StandIn> {
  const standIn = await startEmpty(options);
  standIn.core.load(await deploymentIn(standIn.folder));
  return standIn;
}

/**
 * Returns the first stack of a configuration, with the zip that would be deployed.
 * @param users The users of the users file; a user who logs in with tokens only needs no secrets
 * @param folder The folder into which the users file is written
 */
export async function deploymentOf(
  config: unknown,
  users: readonly (Pick<User, "name" | "group"> & Partial<User>)[],
  folder: string,
): Promise<Deployment> {
  const [stack] = resolveConfig(config);
  if (stack === undefined) throw new Error("the configuration holds no stack");
  await writeFile(join(folder, "users.json"), JSON.stringify({ users }));
  const { settings, stackName, packageInput } = await loadStack(stack, folder);
  const { zip } = await packageFunction(PROJECT, join(process.env[READY_MADE] ?? folder, "cache"), packageInput);
  const { signing, setAsDefault } = settings.authorizer;
  return {
    stackName,
    function: { zip, handler: HANDLER, memorySize: 256, timeout: 5 },
    authorizer: {
      name: authorizerName(stackName, settings.authorizer),
      signingDisabled: signing === undefined,
      ...(signing ? { tokenKeyName: signing.tokenKeyName, publicKeys: signing.publicKeys } : {}),
    },
    setAsDefault,
  };
}
