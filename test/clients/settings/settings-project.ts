import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import type { LocalEvent } from "../../../local";
import { aUser } from "../../cli/helpers/project";
import { runCli } from "../../cli/helpers/run-cli";
import { type Serving, type ServingProject, servingProject } from "../../cli/helpers/serving-project";
import { EventRecorder } from "../../helpers/event-recorder";

/** The password of every user of a {@link SettingsProject}. */
export const PASSWORD = generateSecret();
const secrets = [hashGeneratedSecret(PASSWORD)];

/** The setting `groups`: gateways, and servers that exchange messages with all of them. */
export const SETTINGS_GROUPS = `groups: {
    gateways: {
      clientIds: ["{username}"], subscribe: ["down/{username}/#"],
      publish: ["up/{username}/#", "up/{username}/status"], retain: ["up/{username}/status"],
    },
    servers: { clientIds: ["{username}"], publish: ["down/#"], subscribe: ["up/#"] },
  }`;
const CONFIG = `export default defineConfig({ name: "shop", region: "us-east-1", ${SETTINGS_GROUPS} });`;

/** A project that a stand-in serves, with a server, which is an MQTT client that exchanges messages with gateways. */
export interface SettingsProject extends ServingProject {
  /** Writes the settings of a client, with the secret, into a file. @returns path of the file */
  settings(client: string, ...more: string[]): Promise<string>;
  /** Publishes a message as the server. */
  tell(topic: string, payload: string): Promise<void>;
  /** Resolves with the server's first message on a topic, received already or later, and forgets the message. */
  heard(topic: string): Promise<string>;
  /** See `EventRecorder.seen`. */
  seen(passes: (event: LocalEvent) => boolean): Promise<LocalEvent>;
}

/** Starts a stand-in and its project. @param server Whether the server logs in, with its password. @default true */
export async function settingsProject({
  server: asked = true,
  ...serving
}: Serving & { server?: boolean } = {}): Promise<SettingsProject> {
  const users = [
    aUser({ name: "gw-1", group: "gateways", secrets }),
    aUser({ name: "server-1", group: "servers", secrets }),
  ];
  const recorder = new EventRecorder();
  const project = await servingProject({ config: CONFIG, users, core: { onEvent: recorder.listen }, ...serving });
  const server = asked ? await connectServer(project) : undefined;
  const messages: [topic: string, payload: string][] = [];
  server?.on("message", (topic, payload) => messages.push([topic, String(payload)]));
  await server?.subscribeAsync("up/#", { qos: 1 });
  let written = 0;
  return {
    ...project,
    events: recorder.events,
    seen: recorder.seen,
    settings: async (client, ...more) => {
      written += 1;
      const file = join(project.folder, `${written}-${client}`);
      const argv = ["settings", client, "--user", "gw-1", "--local", "--with-secret", "--output", file, ...more];
      const { code, stderr } = await runCli(argv, { cwd: project.folder, env: { IOT_AUTH_PASSWORD: PASSWORD } });
      if (code !== 0) throw new Error(stderr);
      return file;
    },
    tell: async (topic, payload) => {
      await server?.publishAsync(topic, payload, { qos: 1 });
    },
    heard: (topic) =>
      new Promise((resolve) => {
        const look = () => {
          const at = messages.findIndex(([candidate]) => candidate === topic);
          if (at === -1) return;
          const [[, payload = ""] = []] = messages.splice(at, 1);
          server?.off("message", look);
          resolve(payload);
        };
        server?.on("message", look);
        look();
      }),
    close: async () => {
      await server?.endAsync(true);
      await project.close();
    },
  };
}

function connectServer({ core }: ServingProject): Promise<MqttClient> {
  return mqtt.connectAsync(`mqtts://localhost:${core.port}`, {
    ca: readFileSync(core.certificates.caFile),
    ALPNProtocols: ["mqtt"],
    username: "server-1?x-amz-customauthorizer-name=shop",
    clientId: "server-1",
    password: PASSWORD,
  });
}

/** Returns a port on which no server listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
