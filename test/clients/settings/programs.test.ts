import { copyFileSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../cli/helpers/project";
import { describeWith } from "../../helpers/needs";
import { type Program, start } from "../program";
import { compiledWithPaho } from "./compiled-with-paho";
import { PASSWORD, type SettingsProject, settingsProject } from "./settings-project";

jest.setTimeout(60_000);

let project: SettingsProject;
const running: Program[] = [];
beforeAll(async () => {
  project = await settingsProject();
});
afterEach(() => Promise.all(running.splice(0).map((program) => program.stop())));
afterAll(() => project?.close());

/**
 * Runs a program unchanged, and checks that it and the server receive each other's messages.
 * @param announces Whether it publishes a status
 */
async function carriesBothWays(program: string, file: string | undefined, announces = true): Promise<void> {
  const client = start(program, file === undefined ? [] : [file]);
  running.push(client);
  expect(await project.heard("up/gw-1/hello")).toBe("hello");
  if (announces) expect(await project.heard("up/gw-1/status")).toBe("online");
  await project.tell("down/gw-1/light", "on");
  await client.printed(/^down\/gw-1\/light on$/m);
  await client.stop();
  running.splice(0);
}

describe("settings with --with-secret and --output", () => {
  it("writes the secret into a file that only its owner can read", async () => {
    const file = await project.settings("paho-python");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toContain(PASSWORD);
  });
});

describeWith(["python3-paho-mqtt"], "the program of settings paho-python, run unchanged,", () => {
  it("publishes, receives messages, and has its Will published when it is killed", async () => {
    await carriesBothWays("/usr/bin/python3", await project.settings("paho-python"));
    expect(await project.heard("up/gw-1/status")).toBe("lost");
  });
});

describeWith(["gcc", "libpaho-mqtt-dev"], "the program of settings paho-c, compiled and run unchanged,", () => {
  it("publishes and receives messages", async () => {
    await carriesBothWays(await compiledWithPaho(await project.settings("paho-c")), undefined, false);
  });
});

describe("a program for Node.js, run unchanged,", () => {
  it.each(["mqttjs", "aws-sdk-js"])("publishes and receives messages: settings %s", async (client) => {
    const file = await project.settings(client);
    // In this project's node_modules, where the program finds the library as in a project that has installed it.
    const program = join(REPOSITORY, "node_modules", `.iot-auth-${client}-${process.pid}.mjs`);
    copyFileSync(file, program);
    try {
      await carriesBothWays(process.execPath, program, client === "mqttjs");
    } finally {
      rmSync(program);
    }
    if (client === "mqttjs") expect(await project.heard("up/gw-1/status")).toBe("lost");
  });
});
