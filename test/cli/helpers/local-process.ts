import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connectAsync, type MqttClient } from "mqtt";
import { copyReadyCertificates } from "../../helpers/ready-made";
import { type TestProject, testProject } from "./project";

/** A line of `iot-auth local --json`. */
export type JsonEvent = Record<string, unknown> & { event: string };

/** A running `iot-auth local`. */
export interface LocalProcess {
  readonly child: ChildProcess;
  /** The events so far. */
  readonly events: JsonEvent[];
  readonly errors: () => string;
  /** Resolves with the first event that matches, printed already or later. Rejects if the process ends before. */
  waitFor(matches: (event: JsonEvent) => boolean): Promise<JsonEvent>;
  /** Exit code. */
  readonly ended: Promise<number | null>;
}

/** Makes a project in a temporary folder, with the certificates that `iot-auth local` would make first. */
export function localProject(options: Parameters<typeof testProject>[0] = {}): TestProject {
  const project = testProject(options);
  copyReadyCertificates(join(project.folder, ".iot-auth", "certificates"));
  return project;
}

/** Starts `iot-auth local --json` on a free port. @param bin `cli/bin.mjs` of a checkout */
export function startLocal(bin: string, cwd: string, ...args: string[]): LocalProcess {
  const child = spawn(process.execPath, [bin, "local", "--json", "--port", "0", ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const events: JsonEvent[] = [];
  const listeners = new Set<() => void>();
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
  });
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
    events.push(JSON.parse(line) as JsonEvent);
    for (const listener of listeners) listener();
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    child,
    events,
    errors: () => errors,
    ended,
    waitFor(matches) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const found = events.find(matches);
          if (!found) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        void ended.then((code) =>
          reject(new Error(`iot-auth local ended with ${code}: ${errors}\n${JSON.stringify(events)}`)),
        );
        look();
      });
    },
  };
}

/** Logs a user in to a stand-in, with the user's name as client id. @param ready The stand-in's event `ready` */
export function connectTo(ready: JsonEvent, username: string, password: string): Promise<MqttClient> {
  const [host = "", port] = String(ready.mqtt).split(":");
  return connectAsync({
    protocol: "mqtts",
    host,
    port: Number(port),
    ca: readFileSync(String(ready.caFile)),
    ALPNProtocols: ["mqtt"],
    reconnectPeriod: 0,
    clientId: username,
    username,
    password,
    protocolVersion: 5,
  });
}
