import { resolve } from "node:path";
import { announceStandIn, runningFile } from "../../../cli/stand-in/running-file";
import { authorizerName } from "../../../config/names/stack-names";
import { resolveConfig } from "../../../config/stages/resolve-config";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import type { User } from "../../../identity/users/users-schema";
import { packageFunction } from "../../../infra/packaging/package-function";
import { loadStack } from "../../../infra/synthesis/load-stack";
import { HANDLER } from "../../../lambda/contract";
import { type LocalEvent, type LocalIotCore, type LocalIotCoreOptions, startLocalIotCore } from "../../../local";
import { copyReadyCertificates } from "../../helpers/ready-made";
import { aUser, REPOSITORY, type TestProject, testProject } from "./project";

/** The password of every user of a serving project. */
export const PASSWORD = generateSecret();

const CONFIG = `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  authorizer: { setAsDefault: true },
  groups: { sensors: device(), samples: mqtt5Sample() },
});`;

/** A project, and a stand-in that serves it as `iot-auth local` would, in the test's process. */
export interface ServingProject extends TestProject {
  readonly core: LocalIotCore;
  readonly events: readonly LocalEvent[];
  /**
   * Starts another stand-in after {@link core} was closed: with the same port, CA, stack and events, and without the
   * sessions.
   */
  readonly restart: () => Promise<LocalIotCore>;
  readonly close: () => Promise<void>;
}

/** Options of a serving project. */
export interface Serving {
  readonly config?: string;
  readonly users?: readonly User[];
  /** Writes files before the stack is loaded. */
  readonly prepare?: (project: TestProject) => void;
  readonly core?: Partial<LocalIotCoreOptions>;
}

/** A sensor and a sample client; their password is {@link PASSWORD}. */
export const SERVED_USERS: readonly User[] = [
  aUser({ name: "meter-1", secrets: [hashGeneratedSecret(PASSWORD)] }),
  aUser({ name: "sample", group: "samples", secrets: [hashGeneratedSecret(PASSWORD)] }),
];

/** Starts a stand-in and its project, with the zip that would be deployed. */
export async function servingProject(options: Serving = {}): Promise<ServingProject> {
  const { config = CONFIG, users = SERVED_USERS } = options;
  const project = testProject({ config, users: [...users] });
  options.prepare?.(project);
  const [stack] = resolveConfig(require(resolve(project.folder, "iot-auth.config.ts")).default);
  if (stack === undefined) throw new Error("the configuration holds no stack");
  const loaded = await loadStack(stack, project.folder);
  const { zip } = await packageFunction(REPOSITORY, resolve(project.folder, ".iot-auth", "cache"), loaded.packageInput);
  const { authorizer, endpoint, region } = loaded.settings;
  const name = authorizerName(stack.stackName, authorizer);

  const events: LocalEvent[] = [];
  const startCore = async (port = 0) => {
    const started = await startLocalIotCore({
      certificatesFolder: copyReadyCertificates(resolve(project.folder, ".iot-auth", "certificates")),
      region,
      port,
      onEvent: (event) => events.push(event),
      ...options.core,
    });
    started.load(deployment);
    return started;
  };
  const deployment = {
    stackName: stack.stackName,
    function: { zip, handler: HANDLER, memorySize: 256, timeout: 5 },
    authorizer: {
      name,
      signingDisabled: authorizer.signing === undefined,
      ...(authorizer.signing ? { tokenKeyName: authorizer.signing.tokenKeyName } : {}),
      ...(authorizer.signing ? { publicKeys: authorizer.signing.publicKeys } : {}),
    },
    setAsDefault: authorizer.setAsDefault,
    ...(endpoint && { endpoint: { ...endpoint, ...(endpoint.domain && { domainName: endpoint.domain }) } }),
  };
  const core = await startCore();
  let others: LocalIotCore[] = [];
  const withdraw = await announceStandIn(runningFile(project.folder, stack.stackName), {
    pid: process.pid,
    mqtt: `localhost:${core.port}`,
    mqtts: `localhost:${core.mqttsPort}`,
    https: `https://localhost:${core.port}`,
    controlPlane: core.controlPlane.url,
    caFile: core.certificates.caFile,
    region,
    accountId: core.accountId,
    authorizer: name,
    isDefault: authorizer.setAsDefault,
    endpoints: core.endpoints(),
  });
  return {
    ...project,
    core,
    events,
    restart: async () => {
      const again = await startCore(core.port);
      others = [...others, again];
      return again;
    },
    close: async () => {
      await withdraw();
      for (const one of [core, ...others]) await one.close();
      project.remove();
    },
  };
}
