import { copyFileSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../cli/helpers/project";
import { describeWith } from "../../helpers/needs";
import { type Program, start } from "../program";
import { PASSWORD, type SettingsProject, settingsProject } from "./settings-project";

jest.setTimeout(60_000);

let project: SettingsProject;
const running: Program[] = [];
beforeAll(async () => {
  project = await settingsProject();
});
afterEach(() => Promise.all(running.splice(0).map((program) => program.stop())));
afterAll(() => project?.close());

/** Runs a program as it was written, and holds that it hears the server and the server hears it. */
async function carriesBothWays(program: string, file: string): Promise<void> {
  const client = start(program, [file]);
  running.push(client);
  expect(await project.heard("up/gw-1/hello")).toBe("hello");
  expect(await project.heard("up/gw-1/status")).toBe("online");
  await project.tell("down/gw-1/light", "on");
  await client.printed(/^down\/gw-1\/light on$/m);
  await client.stop();
  running.splice(0);
}

describe("a text with the secret", () => {
  it("is in a file that only its owner can read", async () => {
    const file = await project.settings("paho-python");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toContain(PASSWORD);
  });
});

describeWith(["python3-paho-mqtt"], "settings paho-python, run as it is", () => {
  it("publishes, subscribes and leaves its will", async () => {
    await carriesBothWays("/usr/bin/python3", await project.settings("paho-python"));
    expect(await project.heard("up/gw-1/status")).toBe("lost");
  });
});

describe("settings mqttjs, run as it is", () => {
  it("publishes, subscribes and leaves its will", async () => {
    const file = await project.settings("mqttjs");
    // Beside the packages of this project, as in a project with npm install mqtt.
    const program = join(REPOSITORY, "node_modules", ".cache", "iot-auth-settings.mjs");
    copyFileSync(file, program);
    await carriesBothWays(process.execPath, program);
    expect(await project.heard("up/gw-1/status")).toBe("lost");
  });
});
